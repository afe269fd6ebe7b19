import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../../cli/src/paths';
import { rejectsPath } from '../../../cli/src/local-rejects-file';
import { cleanEnv } from '../clean-env';
import { AS_OF, type Made } from '../generate';
import type { Bench, Figures, Measure } from '../measure';
import { formatNumber } from '@customer-files/format';
import { megabytes, spreadOf } from '../report/format';
import { median } from '../statistics';
import { inOrder, mustBe } from '../world/check-run';

const TIMES_WC = 2;
const SECONDS_A_MILLION = 1.5;
const SOME_REJECTED = 3;
const PEAKS = pathToFileURL(join(__dirname, '..', 'peak-memory.mjs')).href;

interface Ran {
  seconds: number;
  status: number;
  stdout: string;
}

function timed(program: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { cwd: ROOT, env: { ...cleanEnv(), ...environment }, maxBuffer: 1e7 },
      (error, stdout, stderr) => {
        const status = error ? Number(error.code) : 0;
        if (Number.isNaN(status)) reject(new Error(`${program} could not be run: ${error!.message} ${stderr}`));
        else resolve({ seconds: (performance.now() - from) / 1000, status, stdout });
      },
    );
  });
}

/** `npm run check`, as a person runs it. Throws `RunWrong` where its counts are not the generator's. */
async function check(made: Made, environment: Record<string, string> = {}): Promise<number> {
  const { seconds, status, stdout } = await timed(
    'npm',
    ['run', '--silent', 'check', '--', '--json', '--as-of', AS_OF, made.file],
    environment,
  );
  const rejects = rejectsPath(made.file);
  mustBe('the exit status of check', status, SOME_REJECTED);
  const [{ counts, failures }] = (
    JSON.parse(stdout) as { files: [{ counts: Record<string, number | null>; failures: Record<string, number> }] }
  ).files;
  mustBe('the counts of check', [counts.total, counts.valid, counts.invalid], [made.rows, made.valid, made.invalid]);
  mustBe('the faults of check', inOrder(failures), inOrder(made.failures));
  mustBe('the lines of its rejects', (await readFile(rejects, 'utf8')).trimEnd().split('\n').length, made.invalid + 1);
  await rm(rejects);
  return seconds;
}

/** The most memory that a process of it has, in bytes. */
async function peak(made: Made): Promise<number> {
  const file = `${made.file}.peaks`;
  await rm(file, { force: true });
  await check(made, { NODE_OPTIONS: `--import ${PEAKS}`, PEAK_MEMORY_FILE: file });
  const peaks = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
  await rm(file);
  return Math.max(...peaks);
}

async function inTurn(bench: Bench, made: Made): Promise<Figures[]> {
  const figures: Figures[] = [];
  // Both read a file that is in memory, and a program that is compiled.
  await check(made);
  for (let run = 1; run <= bench.runs; run++) {
    const wcSeconds = (await timed('wc', ['-l', made.file])).seconds;
    const checkSeconds = await check(made);
    bench.say(`  ${run}/${bench.runs}: check ${checkSeconds.toFixed(2)} s, wc -l ${wcSeconds.toFixed(3)} s`);
    figures.push({ checkSeconds, wcSeconds });
  }
  return figures;
}

/** `npm run check` of a million rows, and whether its memory grows with the file. */
export const check1m: Measure = {
  name: 'check-1m',
  goal: `npm run check in ${TIMES_WC} times wc -l and ${SECONDS_A_MILLION} s a million rows`,
  scales: true,
  async run(bench) {
    const made = await bench.file(bench.rows);
    const runs = await inTurn(bench, made);
    const [once, twice] = [await peak(made), await peak(await bench.file(bench.rows * 2))];
    const of = (name: string): number[] => runs.map((run) => run[name]!);
    const allowed = TIMES_WC * median(of('wcSeconds')) + (SECONDS_A_MILLION * made.rows) / 1e6;
    return {
      measured: `${spreadOf(of('checkSeconds'), 's')}, where ${allowed.toFixed(2)} s are allowed (wc -l ${spreadOf(of('wcSeconds'), 's')}); ${megabytes(once)}, of ${formatNumber(made.rows * 2)} rows ${megabytes(twice)}`,
      met: median(of('checkSeconds')) <= allowed,
      runs: [...runs, { rows: made.rows, bytes: once }, { rows: made.rows * 2, bytes: twice }],
    };
  },
};
