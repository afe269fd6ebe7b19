import type { Measure } from '../measure';
import { inTurn, ratioOf } from './pairs';

/** The same file again under a new key: every row is there already. The reference still loads into an empty table. */
export const chainAgain: Measure = {
  name: 'chain-again',
  goal: 'ratio to COPY csv 0.5 or better',
  scales: true,
  async run(bench) {
    const made = await bench.file(bench.rows);
    const pairs = await inTurn(bench, made, async (world) => {
      await world.tables.empty('dim_customer', 'reference');
      // Not measured here: it is what brings the rows there.
      await world.bring(made);
      await world.tables.settle();
      return { alreadyThere: made.valid };
    });
    return ratioOf(pairs, 0.5);
  },
};
