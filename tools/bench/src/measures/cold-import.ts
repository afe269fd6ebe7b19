import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientOf } from '../../../cli/src/local-deployment';
import { bundleBare } from '../cold-import/bundle-bare';
import type { Bench, Figures, Measure } from '../measure';
import { spreadOf } from '../report/format';
import { median } from '../statistics';
import { commandOf, environmentOf, functionProcesses } from '../world/processes';
import type { World } from '../world/world';

const RUNS = 15;
const GOAL = 2;
const WITHOUT_GOAL = /-persistence-/;

const PROGRAM = join(__dirname, '..', 'cold-import', 'time-import.mjs');

/** How a function's process is started. */
interface Started {
  name: string;
  flags: string[];
  environment: Record<string, string>;
}

/** Flags and environment of each function as the embedded cloud gives them: read from the processes that run. */
async function functionsOf({ cloud }: World): Promise<Started[]> {
  const lambda = new LambdaClient(clientOf(cloud.endpoints.control, cloud.endpoints));
  const names = (await cloud.local<{ name: string }[]>('functions')).map(({ name }) => name);
  const running = new Set(functionProcesses(cloud.endpoints.pid).map(({ name }) => name));
  // What runs by the clock alone has no process before it ran once; with nothing to do, it does nothing.
  for (const FunctionName of names.filter((name) => !running.has(name)))
    await lambda.send(new InvokeCommand({ FunctionName }));
  const byName = new Map(functionProcesses(cloud.endpoints.pid).map((one) => [one.name, one]));
  return [...byName.values()].map(({ name, pid }) => ({
    name,
    flags: flagsOf(commandOf(pid)),
    environment: environmentOf(pid),
  }));
}

/** What stands between Node.js and the program that it runs. */
function flagsOf([, ...words]: string[]): string[] {
  return words.slice(
    0,
    words.findIndex((word) => !word.startsWith('-')),
  );
}

const run = promisify(execFile);

async function importMs({ flags, environment }: Started): Promise<number> {
  const { stdout } = await run(process.execPath, [...flags, PROGRAM], {
    env: { ...environment, NODE_CHANNEL_FD: undefined },
  });
  return Number(stdout);
}

const BARE = 'bare middy handler';
const short = (name: string): string => name.split('-').at(-1)!;

/** Each once in every round, so that whatever else goes on meets all of them. */
async function rounds(bench: Bench, started: readonly Started[]): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (let round = 0; round < RUNS; round++) {
    const ms: Record<string, number> = {};
    for (const one of started) ms[one.name] = await importMs(one);
    figures.push(ms);
  }
  bench.say(`  ${RUNS} times ${started.length} imports`);
  return figures;
}

/** How long a fresh process takes to load each function. */
export const coldImport: Measure = {
  name: 'cold-import',
  goal: `${GOAL} times a bare middy handler or less, for all but persistence`,
  scales: false,
  async run(bench) {
    const folder = await mkdtemp(join(tmpdir(), 'customer-files-bare-'));
    try {
      const functions = await functionsOf(await bench.world());
      await bundleBare(
        (await bench.packages()).find(({ service }) => service === 'ingestion')!,
        folder,
      );
      const bare: Started = {
        ...functions[0]!,
        name: BARE,
        environment: { ...functions[0]!.environment, LAMBDA_TASK_ROOT: folder, _HANDLER: 'bare.handler' },
      };
      const runs = await rounds(bench, [bare, ...functions]);
      const of = (name: string): number[] => runs.map((ms) => ms[name]!);
      const times = (name: string): number => median(of(name)) / median(of(BARE));
      return {
        measured: [
          `${BARE} ${spreadOf(of(BARE), 'ms')}`,
          ...functions.map(({ name }) => `${short(name)} ${spreadOf(of(name), 'ms')}, ${times(name).toFixed(1)} times`),
        ].join('; '),
        met: functions.filter(({ name }) => !WITHOUT_GOAL.test(name)).every(({ name }) => times(name) <= GOAL),
        runs,
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
