import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { FaultProfile } from './faults/fault-profile';
import { DiskFull, isFullDisk, StartFailure } from './lifecycle/start-failure';
import { ALREADY_RUNNING, DID_NOT_START, takeLock } from './lifecycle/lock';
import { privateFolder } from './lifecycle/private-folder';

/**
 * Runs the embedded cloud as a process of its own:
 * `main.ts --state DIR [--ports fixed|free] [--database on|off] [--faults JSON]`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      state: { type: 'string' },
      ports: { type: 'string', default: 'fixed' },
      database: { type: 'string', default: 'on' },
      faults: { type: 'string' },
    },
  });
  const state = resolve(values.state!);
  // What this process, its functions and its database write is for its owner alone.
  process.umask(0o077);
  privateFolder(state);
  const lock = takeLock(join(state, 'cloud.lock'));
  if (!lock) process.exit(ALREADY_RUNNING);
  try {
    // Imported here, because loading all parts takes longer than finding the lock taken.
    const { runCloud } = await import('./cloud');
    const cloud = await runCloud({
      state,
      ports: values.ports === 'free' ? 'free' : 'fixed',
      database: values.database === 'on',
      faults: values.faults === undefined ? null : (JSON.parse(values.faults) as FaultProfile),
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cloud.shutDown(signal));
    await cloud.ended;
  } catch (error) {
    throw isFullDisk(String(error)) ? new DiskFull(state, error) : error;
  } finally {
    lock.release();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    // The last line of the log is for the user.
    if (error instanceof StartFailure) console.error(`${DID_NOT_START}${error.message}`);
    process.exit(1);
  },
);
