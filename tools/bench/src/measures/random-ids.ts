import type { Measure } from '../measure';
import { inTurn, ratioOf } from './pairs';

/** Ids in no order, spread over 2^40: every row meets another page of the index. The reference loads the same ids in the same order. */
export const randomIds: Measure = {
  name: 'random-ids',
  goal: null,
  scales: true,
  run: async (bench) => ratioOf(await inTurn(bench, await bench.file(bench.rows, { ids: 'random' })), null),
};
