import { CustomerRowsValidated } from '@customer-files/events';
import type { Made } from '../generate';
import type { Bench, Figures, Measure } from '../measure';
import { spreadOf } from '../report/words';
import { mustBe } from '../world/check-run';
import { detailOf, publisher } from '../world/published';
import type { World } from '../world/world';

const PATIENCE_SECONDS = 120;

/** Brings a file in and then every part of it once more. Returns the seconds of both. */
async function twice(world: World, made: Made): Promise<{ chainSeconds: number; againSeconds: number; parts: number }> {
  await world.tables.empty('dim_customer', 'reference');
  const announced: Record<string, unknown>[] = [];
  const stop = world.heard.listen((happening) => {
    const detail = detailOf(happening, CustomerRowsValidated.detailType, null);
    if (detail) announced.push(detail);
  });
  const run = await world.bring(made, { keep: true });
  stop();
  const againSeconds = await again(world, run.summary.fileId, announced);
  await world.idle();
  mustBe('dim_customer', await world.tables.contentOf('dim_customer'), made.content);
  await world.checkMails([]);
  await world.forget(run);
  return { chainSeconds: run.seconds, againSeconds, parts: announced.length };
}

/** Publishes the parts again, until persistence has said of each that it is in. */
async function again(world: World, fileId: string, announced: readonly Record<string, unknown>[]): Promise<number> {
  const open = new Set(announced.map(({ part }) => part));
  const told = world.heard.until(
    (happening) => open.delete(detailOf(happening, 'CustomerRowsPersisted', fileId)?.part) && open.size === 0,
    PATIENCE_SECONDS,
    'the answer to parts that were delivered again',
  );
  const from = performance.now();
  await publisher(
    world.cloud.endpoints,
    'validation',
  )(announced.map((detail) => Object.assign(new CustomerRowsValidated(), detail)));
  await told;
  return (performance.now() - from) / 1000;
}

async function inTurn(bench: Bench, made: Made): Promise<Figures[]> {
  const world = await bench.world();
  const runs: Figures[] = [];
  for (let run = 1; run <= bench.runs; run++) {
    const figures = await twice(world, made);
    bench.say(`  ${run}/${bench.runs}: ${figures.parts} parts again ${figures.againSeconds.toFixed(3)} s`);
    runs.push(figures);
  }
  return runs;
}

/** Every part's event delivered a second time, after it is in: what the ledger costs, and nothing else may happen. */
export const redelivery: Measure = {
  name: 'redelivery',
  goal: null,
  scales: true,
  async run(bench) {
    const runs = await inTurn(bench, await bench.file(bench.rows));
    const of = (name: string): number[] => runs.map((run) => run[name]!);
    return {
      measured: `${runs[0]!.parts} parts delivered again ${spreadOf(of('againSeconds'), 's')}, after ${spreadOf(of('chainSeconds'), 's')} for the file`,
      met: null,
      runs,
    };
  },
};
