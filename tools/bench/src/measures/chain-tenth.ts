import type { Measure } from '../measure';
import { inTurn, ratioOf } from './pairs';

/** One row in ten, spread over the whole file, is in the table already, with equal content. */
export const chainTenth: Measure = {
  name: 'chain-tenth',
  goal: 'ratio to COPY csv 0.7 or better',
  scales: true,
  async run(bench) {
    const pairs = await inTurn(bench, await bench.file(bench.rows), async ({ tables }, made) => {
      await tables.empty('dim_customer', 'reference');
      await tables.copyCsv(made.validFile, 'reference');
      const alreadyThere = await tables.copyTenth('reference', 'dim_customer');
      await tables.empty('reference');
      return { alreadyThere };
    });
    return ratioOf(pairs, 0.7);
  },
};
