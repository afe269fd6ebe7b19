import 'reflect-metadata';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../cli/src/paths';
import { type Asked, Harness } from './harness';
import { type Measure, type Result, USUAL_ROWS } from './measure';
import { MEASURES } from './measures/all';
import { merged, readResults, writeResults } from './report/results';

const RESULTS = join(ROOT, 'tools', 'bench');
const NAMES = MEASURES.map(({ name }) => name);
const USUAL_RUNS = 5;

const HELP = `npm run bench -- [--only NAME[,NAME]] [--runs N] [--rows N] [--list]

Measures every row of the table in tools/bench/results.md and writes it, with results.json and the chart.

  --only NAME[,NAME]  only these rows; the others keep their results
  --runs N            how often (${USUAL_RUNS})
  --rows N            rows of the file of a million, while something is developed; goals then say nothing
  --list              the names of the rows

Exit status: 0 everything was measured, whether or not it meets its goal, 1 something could not be, 64 bad usage.
`;

/** EX_USAGE of sysexits.h. */
const STATUS = { measured: 0, failed: 1, usage: 64, interrupted: 130 };

class UsageError extends Error {}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`--${option} ${text}: it is no whole number above 0`);
  return value;
}

function named(only: string | undefined): readonly Measure[] {
  if (only === undefined) return MEASURES;
  return only.split(',').map((name) => {
    const found = MEASURES.find((measure) => measure.name === name);
    if (!found) throw new UsageError(`--only ${name}: there is no such measure; name one of ${NAMES.join(', ')}`);
    return found;
  });
}

function asked(): { help: string } | (Asked & { measures: readonly Measure[] }) {
  try {
    const {
      values: { help, list, only, runs, rows },
    } = parseArgs({
      options: {
        only: { type: 'string' },
        runs: { type: 'string', default: String(USUAL_RUNS) },
        rows: { type: 'string', default: String(USUAL_ROWS) },
        list: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (help) return { help: HELP };
    if (list)
      return { help: MEASURES.map(({ name, goal }) => `${name.padEnd(16)}${goal ?? ''}`.trimEnd()).join('\n') + '\n' };
    return { measures: named(only), runs: wholeNumber('runs', runs), rows: wholeNumber('rows', rows) };
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS'))
      throw new UsageError((error as Error).message.split('. ')[0]);
    throw error;
  }
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const MARKS = new Map<boolean | null, string>([
  [true, 'met'],
  [false, 'NOT MET'],
  [null, ''],
]);

const lineOf = ({ name, measured, met }: Result): string =>
  `${name.padEnd(16)}${MARKS.get(met)!.padEnd(9)}${measured}\n`;

/** Set by Ctrl-C: what is under way then fails, and is no result. */
let interrupted = false;

/** Measures and writes one result after the other, so that what is measured is kept whatever comes next. */
async function measure(harness: Harness, measures: readonly Measure[]): Promise<number> {
  const results: Result[] = [];
  let failed = 0;
  for (const one of measures) {
    const { failed: hasFailed, ...result } = await harness.result(one);
    if (interrupted) return STATUS.interrupted;
    if (hasFailed) failed++;
    say(`  ${result.measured}`);
    results.push(result);
    writeResults(RESULTS, merged(readResults(RESULTS), [result], NAMES));
  }
  process.stdout.write(results.map(lineOf).join(''));
  return failed > 0 ? STATUS.failed : STATUS.measured;
}

async function main(): Promise<number> {
  const options = asked();
  if ('help' in options) {
    process.stdout.write(options.help);
    return STATUS.measured;
  }
  const harness = new Harness(options, say);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted = true;
      void harness.close().finally(() => process.exit(STATUS.interrupted));
    });
  }
  try {
    return await measure(harness, options.measures);
  } finally {
    await harness.close();
  }
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    say(error instanceof UsageError ? `${error.message}; see npm run bench -- --help` : String((error as Error).stack));
    process.exit(error instanceof UsageError ? STATUS.usage : STATUS.failed);
  },
);
