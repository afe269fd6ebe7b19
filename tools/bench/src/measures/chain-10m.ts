import type { Made } from '../generate';
import type { Bench, Figures, Measure } from '../measure';
import { formatNumber } from '@customer-files/format';
import { rate, spreadOf } from '../report/format';
import { median } from '../statistics';
import type { World } from '../world/world';

const TIMES = 10;
const GOAL = 10.5;

/** A run of ten million rows takes a minute, and as long again to be checked. */
const MOST_RUNS = 2;

async function chainSeconds(world: World, made: Made): Promise<number> {
  await world.tables.empty('dim_customer', 'reference');
  return (await world.bring(made)).seconds;
}

/** The large file and the small one in turn; the memory that the large one took is kept for the memory measures. */
async function inTurn(bench: Bench, small: Made, large: Made, runs: number): Promise<Figures[]> {
  const world = await bench.world();
  const figures: Figures[] = [];
  for (let run = 1; run <= runs; run++) {
    const smallSeconds = await chainSeconds(world, small);
    await world.memory.begin();
    await world.warmUp();
    const largeSeconds = await chainSeconds(world, large);
    bench.peaks.set(large.rows, await world.memory.peaks());
    const referenceSeconds = await world.copyReference(large);
    bench.say(
      `  ${run}/${runs}: ${formatNumber(large.rows)} rows ${largeSeconds.toFixed(2)} s, ${formatNumber(small.rows)} rows ${smallSeconds.toFixed(2)} s, COPY csv of the larger ${referenceSeconds.toFixed(2)} s`,
    );
    figures.push(
      { rows: small.rows, chainSeconds: smallSeconds },
      { rows: large.rows, chainSeconds: largeSeconds, referenceSeconds },
    );
  }
  return figures;
}

/** Ten times the rows: whether time grows with them, and no faster. */
export const chain10m: Measure = {
  name: 'chain-10m',
  goal: `10 M rows in no more than ${GOAL} times the time of 1 M`,
  scales: true,
  async run(bench) {
    const [small, large] = [await bench.file(bench.rows), await bench.file(bench.rows * TIMES)];
    const runs = await inTurn(bench, small, large, Math.min(bench.runs, MOST_RUNS));
    const secondsOf = ({ rows }: Made): number[] =>
      runs.filter((run) => run.rows === rows).map((run) => run.chainSeconds!);
    const times = median(secondsOf(large)) / median(secondsOf(small));
    return {
      measured: `${times.toFixed(2)} times; ${formatNumber(large.rows)} rows ${spreadOf(secondsOf(large), 's')}, ${rate(large.rows, median(secondsOf(large)))}; ${formatNumber(small.rows)} rows ${spreadOf(secondsOf(small), 's')}`,
      met: times <= GOAL,
      runs,
    };
  },
};
