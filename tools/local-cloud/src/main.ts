import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ALREADY_RUNNING } from './exit-codes';
import { takeLock } from './lifecycle/lock';
import type { MeanSettings } from './mean/odds';

/** The embedded cloud as a process of its own: `main.ts --state DIR [--ports fixed|free] [--database on|off] [--mean JSON]`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      state: { type: 'string' },
      ports: { type: 'string', default: 'fixed' },
      database: { type: 'string', default: 'on' },
      mean: { type: 'string' },
    },
  });
  const state = resolve(values.state!);
  mkdirSync(state, { recursive: true });
  const lock = takeLock(join(state, 'cloud.lock'));
  if (!lock) process.exit(ALREADY_RUNNING);
  try {
    // Loading all parts takes longer than finding out that another one runs.
    const { runCloud } = await import('./cloud');
    const mean = values.mean === undefined ? null : (JSON.parse(values.mean) as MeanSettings);
    const cloud = await runCloud({
      state,
      ports: values.ports === 'free' ? 'free' : 'fixed',
      database: values.database === 'on',
      mean,
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cloud.shutDown(signal));
    await cloud.ended;
  } finally {
    lock.release();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
