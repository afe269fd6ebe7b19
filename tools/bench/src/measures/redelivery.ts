import { CustomerRowsValidated, restore } from '@customer-files/events';
import type { Made } from '../generate';
import type { Bench, Figures, Measure } from '../measure';
import { spreadOf } from '../report/format';
import { mustBe } from '../world/check-run';
import { detailOf, publisher } from '../world/published';
import type { World } from '../world/world';

const PATIENCE_SECONDS = 120;

/** Brings a file in and then every part of it once more. Returns the seconds of both. */
async function twice(world: World, made: Made): Promise<{ chainSeconds: number; againSeconds: number; parts: number }> {
  await world.tables.empty('dim_customer', 'reference');
  const published: Record<string, unknown>[] = [];
  const stop = world.cloudEvents.listen((event) => {
    const detail = detailOf(event, CustomerRowsValidated.detailType, null);
    if (detail) published.push(detail);
  });
  const run = await world.bring(made, { keep: true });
  stop();
  const againSeconds = await again(world, run.summary.fileId, published);
  await world.idle();
  mustBe('dim_customer', await world.tables.contentOf('dim_customer'), made.content);
  await world.checkMails([]);
  await world.forget(run);
  return { chainSeconds: run.seconds, againSeconds, parts: published.length };
}

/** Publishes the parts again and waits until persistence has published a result for each. */
async function again(world: World, fileId: string, published: readonly Record<string, unknown>[]): Promise<number> {
  const open = new Set(published.map(({ part }) => part));
  const persisted = world.cloudEvents.until(
    (event) => open.delete(detailOf(event, 'CustomerRowsPersisted', fileId)?.part) && open.size === 0,
    PATIENCE_SECONDS,
    'the answer to parts that were delivered again',
  );
  const publish = await publisher(world.cloud, 'validation');
  const from = performance.now();
  await publish(published.map((detail) => restore(CustomerRowsValidated, detail)));
  await persisted;
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
