import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cleanEnv } from '../clean-env';
import { checkout } from '../checkout';
import type { Bench, Figures, Measure } from '../measure';
import { spreadOf } from '../report/format';
import { median } from '../statistics';

const GOAL_SECONDS = 6;

/** The last line of the first file's summary. */
const SUMMARY = /s from the first object put to the last e-mail/;

/** Runs `npm start` as a person does. Returns the seconds until its summary is there. */
async function secondsToSummary(folder: string, ...args: string[]): Promise<number> {
  const from = performance.now();
  const npm = spawn('npm', ['start', ...(args.length > 0 ? ['--', ...args] : [])], {
    cwd: folder,
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, complained, seconds] = ['', '', NaN];
  npm.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
    if (Number.isNaN(seconds) && SUMMARY.test(said)) seconds = (performance.now() - from) / 1000;
  });
  npm.stderr.on('data', (chunk: Buffer) => (complained += chunk));
  const [status] = (await once(npm, 'close')) as [number | null];
  if (status !== 0 || Number.isNaN(seconds)) throw new Error(`npm start ended with ${status}: ${complained.trim()}`);
  return seconds;
}

async function inTurn(bench: Bench, folder: string): Promise<Figures[]> {
  const figures: Figures[] = [];
  // What is compiled the first time is kept in caches; everything is installed, so they are there.
  await secondsToSummary(folder);
  for (let run = 1; run <= bench.runs; run++) {
    const freshSeconds = await secondsToSummary(folder, '--fresh');
    const keptSeconds = await secondsToSummary(folder);
    bench.say(`  ${run}/${bench.runs}: fresh ${freshSeconds.toFixed(2)} s, kept ${keptSeconds.toFixed(2)} s`);
    figures.push({ freshSeconds, keptSeconds });
  }
  return figures;
}

/** `npm start` with everything installed and packaged, in a copy of the project, to the end of the first file's summary. */
export const start: Measure = {
  name: 'start',
  goal: `npm start to the first file's summary in ${GOAL_SECONDS} s`,
  scales: false,
  async run(bench) {
    await bench.packages();
    const { folder, remove } = checkout();
    try {
      const runs = await inTurn(bench, folder);
      const [fresh, kept] = [
        runs.map(({ freshSeconds }) => freshSeconds!),
        runs.map(({ keptSeconds }) => keptSeconds!),
      ];
      return {
        measured: `with a fresh state ${spreadOf(fresh, 's')}, with a kept one ${spreadOf(kept, 's')}`,
        met: Math.max(median(fresh), median(kept)) <= GOAL_SECONDS,
        runs,
      };
    } finally {
      await remove();
    }
  },
};
