import 'reflect-metadata';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Database } from './database';
import { readDeployment } from './deployment';
import { runSeed } from './run-seed';

/**
 * `npm run soak -- [--minutes N] [--seed S]`: runs new seeds for an hour, or one seed again. The exit status is 1 where
 * anything is violated.
 */
const PROGRESS_MS = 5000;
const USAGE = 'npm run soak -- [--minutes N] [--seed S]';

interface Options {
  minutes: number;
  /** The one seed to run, or null. */
  seed: number | null;
}

function parsed(): Options {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string' } } });
  const [minutes, seed] = [Number(values.minutes), values.seed === undefined ? null : Number(values.seed)];
  if (!(minutes > 0) || (seed !== null && !Number.isSafeInteger(seed)))
    throw new Error('--minutes is a number above 0, --seed a whole number');
  return { minutes, seed };
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** The seeds and the faults so far. */
class Tally {
  readonly faults = new Map<string, number>();
  seeds = 0;
  violated = 0;
  private readonly began = performance.now();

  line(): string {
    const faults = [...this.faults].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${kind} ${count}`);
    const minutes = ((performance.now() - this.began) / 60_000).toFixed(1);
    return `${minutes} min: ${this.seeds} seeds, ${this.violated} violated; faults: ${faults.join(', ') || 'none'}`;
  }
}

async function runSeeds(
  database: Database,
  { minutes, seed }: Options,
  tally: Tally,
  isInterrupted: () => boolean,
): Promise<void> {
  const until = performance.now() + minutes * 60_000;
  for (let next = seed ?? randomInt(1_000_000_000); !isInterrupted(); next++) {
    const violations = await runSeed(database, next, tally.faults);
    tally.seeds++;
    if (violations.length > 0) tally.violated++;
    for (const violation of violations) print(`seed ${next}: ${violation}`);
    if (seed !== null || performance.now() > until) return;
  }
}

/** Set by Ctrl-C. A terminal sends it to PostgreSQL as well, so the seed that is running then is abandoned. */
let interrupted = false;

async function soak(options: Options, tally: Tally): Promise<void> {
  const signal = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => (interrupted = true));
  // Packages the templates where their sources have changed.
  await readDeployment();
  const database = await Database.start();
  const progress = setInterval(() => print(tally.line()), PROGRESS_MS);
  try {
    const running = runSeeds(database, options, tally, () => interrupted);
    running.catch(() => undefined);
    await Promise.race([running, signal]);
  } finally {
    clearInterval(progress);
    await database.stop();
  }
}

async function main(): Promise<number> {
  const [options, tally] = [parsed(), new Tally()];
  try {
    await soak(options, tally);
  } catch (error) {
    // The signal may arrive a little later than the end of PostgreSQL.
    await turn();
    if (!interrupted) throw error;
  }
  print(tally.line());
  return tally.violated > 0 ? 1 : 0;
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(1);
  },
);
