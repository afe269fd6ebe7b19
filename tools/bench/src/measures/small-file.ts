import type { CustomerFileProcessed } from '@customer-files/events';
import type { Bench, Figures, Measure } from '../measure';
import { smallFile } from '../generated/customer-rows';
import { NOTHING, together } from '../generated/table-content';
import { spreadOf } from '../report/format';
import { median } from '../statistics';
import { mustBe } from '../world/check-run';
import type { World } from '../world/world';

const ROWS = 100;
const LEAST_RUNS = 20;
const UNMEASURED = 5;
const GOAL_MS = 250;
const PATIENCE_SECONDS = 60;

/** From the beginning of the put to the event behind the e-mail, in ms; and of that, the put alone. */
async function putToMail(
  world: World,
  text: string,
): Promise<{ putMs: number; ms: number; summary: CustomerFileProcessed }> {
  const key = world.nextKey();
  const ended = world.cloudEvents.endings([key], PATIENCE_SECONDS);
  const from = performance.now();
  await world.landing.put(key, Buffer.from(text));
  const landed = performance.now();
  const { summary, at } = (await ended).get(key)!;
  return { putMs: landed - from, ms: at - from, summary };
}

/** One file after the other, each of customers that are not there yet. */
async function oneByOne(bench: Bench, runs: number): Promise<Figures[]> {
  const world = await bench.world();
  await world.tables.empty('dim_customer', 'reference');
  const figures: Figures[] = [];
  let content = NOTHING;
  for (let run = -UNMEASURED; run < runs; run++) {
    const { text, claims } = smallFile(ROWS, { first: (run + UNMEASURED) * ROWS + 1, seed: run + UNMEASURED });
    const { putMs, ms, summary } = await putToMail(world, text);
    await world.idle();
    await world.checkFile(summary, claims, 0);
    await world.checkMails([summary]);
    content = together(content, claims.content);
    mustBe('dim_customer', await world.tables.contentOf('dim_customer'), content);
    if (run >= 0) figures.push({ ms, putMs });
  }
  return figures;
}

/** A file of a hundred rows, put to e-mail, while everything is warm. */
export const small: Measure = {
  name: 'small-file',
  goal: `100 rows, put to e-mail, in ${GOAL_MS} ms`,
  scales: false,
  async run(bench) {
    const runs = await oneByOne(bench, Math.max(bench.runs, LEAST_RUNS));
    const all = runs.map(({ ms }) => ms!);
    return {
      measured: `${spreadOf(all, 'ms')}, of which the put takes ${spreadOf(
        runs.map(({ putMs }) => putMs!),
        'ms',
      )}`,
      met: median(all) <= GOAL_MS,
      runs,
    };
  },
};
