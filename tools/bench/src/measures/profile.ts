import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CustomerRowsPersisted } from '@customer-files/events';
import { environment } from '@customer-files/local-cloud';
import { landingBucket } from '../../../cli/src/local-deployment';
import type { Made } from '../generate';
import type { Bench, Figures, Measure } from '../measure';
import { eventSeconds } from '../profile/events';
import { processorTime, type Used } from '../profile/processors';
import type { Stages, Task } from '../profile/task';
import { formatNumber } from '@customer-files/format';
import { median } from '../statistics';
import { detailOf } from '../world/published';
import type { Run, World } from '../world/world';

/** Types of events that a file is the subject of, as they are counted. */
const OF_A_FILE = /^Customer/;
const LOADER = pathToFileURL(join(__dirname, '..', '..', '..', 'local-cloud', 'src', 'tsx.mjs')).href;
const PROGRAM = join(__dirname, '..', 'profile', 'stages.ts');

interface Watched {
  run: Run;
  used: Used;
  persisted: Record<string, unknown>[];
  events: number;
}

/** Brings the file through the chain, and notes what each process used for it. */
async function watched(world: World, made: Made): Promise<Watched> {
  await world.tables.empty('dim_customer', 'reference');
  const persisted: Record<string, unknown>[] = [];
  let [events, used]: [number, Used] = [0, {}];
  let usedSince = (): Used => ({});
  const stop = world.cloudEvents.listen((event) => {
    if (event.type !== 'event' || !OF_A_FILE.test(event.event['detail-type'])) return;
    events++;
    const detail = detailOf(event, CustomerRowsPersisted.detailType, null);
    if (detail) persisted.push(detail);
    // Before the run is checked, which takes PostgreSQL time of its own.
    if (event.event['detail-type'] === 'CustomerFileProcessed') used = usedSince();
  });
  const run = await world.bring(made, { keep: true, onLanded: () => void (usedSince = processorTime(world)) });
  stop();
  return { run, used, persisted, events };
}

const execute = promisify(execFile);

/** The stages alone, in a process of their own. */
async function stagesOf(world: World, { summary }: Run, made: Made): Promise<Stages> {
  const {
    cloud: { endpoints },
    workBucket,
    tables,
  } = world;
  await tables.empty('dim_customer', 'reference');
  const task: Task = {
    file: made.file,
    landed: { ...summary.object, bucket: landingBucket(endpoints) },
    workBucket,
    login: tables.login,
    table: 'reference',
  };
  const { stdout } = await execute(process.execPath, ['--import', LOADER, PROGRAM, JSON.stringify(task)], {
    env: { ...process.env, ...environment(endpoints) },
  });
  return JSON.parse(stdout) as Stages;
}

async function inTurn(bench: Bench, made: Made): Promise<{ runs: Figures[]; events: number }> {
  const world = await bench.world();
  const runs: Figures[] = [];
  let events = 0;
  for (let run = 1; run <= bench.runs; run++) {
    const seen = await watched(world, made);
    events = seen.events;
    const stages = await stagesOf(world, seen.run, made);
    const eventsTook = await eventSeconds(world, seen.persisted, events);
    await world.forget(seen.run);
    bench.say(
      `  ${run}/${bench.runs}: ${Object.entries(stages)
        .map(([stage, seconds]) => `${stage} ${seconds.toFixed(2)}`)
        .join(', ')}, events ${eventsTook.toFixed(2)}`,
    );
    const processor = Object.fromEntries(
      Object.entries(seen.used).map(([who, seconds]) => [`processor: ${who}`, seconds]),
    );
    runs.push({
      'the whole chain': seen.run.seconds,
      ...processor,
      ...Object.fromEntries(Object.entries(stages).map(([stage, seconds]) => [`stage: ${stage}`, seconds])),
      'stage: events': eventsTook,
    });
  }
  return { runs, events };
}

/** The median of each figure over the runs that have it. */
function medians(runs: readonly Figures[]): Figures {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  return Object.fromEntries(names.map((name) => [name, median(runs.flatMap((run) => run[name] ?? []))]));
}

/** Where the time goes: the processor seconds of every process while a file goes through, and each stage alone. */
export const profile: Measure = {
  name: 'profile',
  goal: null,
  scales: true,
  async run(bench) {
    const { runs, events } = await inTurn(bench, await bench.file(bench.rows));
    const middle = medians(runs);
    const processor = Object.entries(middle)
      .filter(([name]) => name.startsWith('processor: '))
      .reduce((sum, [, seconds]) => sum + seconds, 0);
    return {
      measured: `${formatNumber(bench.rows)} rows took ${middle['the whole chain']!.toFixed(2)} s and ${processor.toFixed(2)} s of processor time; the stages alone, one after the other, and ${events} events one by one`,
      met: null,
      runs,
    };
  },
};
