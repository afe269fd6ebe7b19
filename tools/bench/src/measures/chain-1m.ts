import type { Measure } from '../measure';
import { inTurn, ratioOf } from './pairs';

/** A file of a million rows into an empty table. */
export const chain1m: Measure = {
  name: 'chain-1m',
  goal: 'ratio to COPY csv 1.0 or better',
  scales: true,
  run: async (bench) => ratioOf(await inTurn(bench, await bench.file(bench.rows)), 1),
};
