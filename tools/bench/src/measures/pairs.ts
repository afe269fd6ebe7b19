import type { Made } from '../generate';
import type { Bench, Figures, Measured } from '../measure';
import { rate, spreadOf } from '../report/format';
import { median } from '../statistics';
import type { Circumstances, World } from '../world/world';

/** The chain and the reference, measured one after the other. */
export interface Pair extends Figures {
  rows: number;
  chainSeconds: number;
  referenceSeconds: number;
}

/** How the table is made ready for the chain, and what it then holds. */
export type Prepare = (world: World, made: Made) => Promise<Circumstances>;

const empty: Prepare = async ({ tables }) => {
  await tables.empty('dim_customer', 'reference');
  return {};
};

/** The chain and the reference in turn, so that whatever else goes on in the machine meets both. */
export async function inTurn(bench: Bench, made: Made, prepare: Prepare = empty, runs = bench.runs): Promise<Pair[]> {
  const world = await bench.world();
  const pairs: Pair[] = [];
  for (let run = 1; run <= runs; run++) {
    const circumstances = await prepare(world, made);
    const { seconds: chainSeconds } = await world.bring(made, circumstances);
    const referenceSeconds = await world.copyReference(made);
    bench.say(
      `  ${run}/${runs}: chain ${chainSeconds.toFixed(2)} s, COPY csv ${referenceSeconds.toFixed(2)} s, ratio ${(referenceSeconds / chainSeconds).toFixed(2)}`,
    );
    pairs.push({ rows: made.rows, chainSeconds, referenceSeconds });
  }
  return pairs;
}

/** How fast the chain is where the reference is 1. @param goal the least that will do, or null */
export function ratioOf(pairs: readonly Pair[], goal: number | null): Measured {
  const ratios = pairs.map(({ chainSeconds, referenceSeconds }) => referenceSeconds / chainSeconds);
  const [chain, reference] = [
    pairs.map(({ chainSeconds }) => chainSeconds),
    pairs.map(({ referenceSeconds }) => referenceSeconds),
  ];
  const { rows } = pairs[0]!;
  return {
    measured: `ratio ${spreadOf(ratios)}; chain ${spreadOf(chain, 's')}, ${rate(rows, median(chain))}; COPY csv ${spreadOf(reference, 's')}, ${rate(rows, median(reference))}`,
    met: goal === null ? null : median(ratios) >= goal,
    runs: pairs,
  };
}
