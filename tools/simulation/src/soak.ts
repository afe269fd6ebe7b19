import 'reflect-metadata';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Database } from './database';
import { runSeed } from './run-seed';

/** `npm run soak -- [--minutes N] [--seed S]`: seed after seed for an hour, or one seed again. Exit status 1 where anything was violated. */
const PROGRESS_MS = 5000;
const USAGE = 'npm run soak -- [--minutes N] [--seed S]';

interface Asked {
  minutes: number;
  /** The one seed to live through, or null. */
  seed: number | null;
}

function asked(): Asked {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string' } } });
  const [minutes, seed] = [Number(values.minutes), values.seed === undefined ? null : Number(values.seed)];
  if (!(minutes > 0) || (seed !== null && !Number.isSafeInteger(seed)))
    throw new Error('--minutes is a number above 0, --seed a whole number');
  return { minutes, seed };
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** What has happened so far. */
class Tally {
  readonly faults = new Map<string, number>();
  seeds = 0;
  violated = 0;
  private readonly began = performance.now();

  line(): string {
    const faults = [...this.faults].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${kind} ${count}`);
    return `${((performance.now() - this.began) / 60_000).toFixed(1)} min: ${this.seeds} seeds, ${this.violated} violated; faults: ${faults.join(', ') || 'none'}`;
  }
}

async function seeds(
  database: Database,
  { minutes, seed }: Asked,
  tally: Tally,
  interrupted: () => boolean,
): Promise<void> {
  const until = performance.now() + minutes * 60_000;
  for (let next = seed ?? randomInt(1_000_000_000); !interrupted(); next++) {
    const violations = await runSeed(database, next, tally.faults);
    tally.seeds++;
    if (violations.length > 0) tally.violated++;
    for (const violation of violations) say(`seed ${next}: ${violation}`);
    if (seed !== null || performance.now() > until) return;
  }
}

/** Set by Ctrl-C. A terminal sends it to PostgreSQL as well, so what is under way then is given up. */
let stopped = false;

async function soak(options: Asked, tally: Tally): Promise<void> {
  const signal = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => (stopped = true));
  const database = await Database.start();
  const progress = setInterval(() => say(tally.line()), PROGRESS_MS);
  try {
    const living = seeds(database, options, tally, () => stopped);
    living.catch(() => undefined);
    await Promise.race([living, signal]);
  } finally {
    clearInterval(progress);
    await database.stop();
  }
}

async function main(): Promise<number> {
  const [options, tally] = [asked(), new Tally()];
  try {
    await soak(options, tally);
  } catch (error) {
    // The signal may be told a little later than what it did to PostgreSQL.
    await turn();
    if (!stopped) throw error;
  }
  say(tally.line());
  return tally.violated > 0 ? 1 : 0;
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(1);
  },
);
