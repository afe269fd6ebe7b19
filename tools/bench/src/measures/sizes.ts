import type { Measure } from '../measure';
import { formatNumber } from '@customer-files/format';
import { rate } from '../report/format';
import { median } from '../statistics';
import { inTurn, type Pair } from './pairs';

/** Parts of the usual number of rows. */
const SHARES = [1000, 100, 10, 1];

function sentence(pairs: readonly Pair[]): string {
  const [{ rows }] = pairs as [Pair];
  const of = (name: 'chainSeconds' | 'referenceSeconds'): string => rate(rows, median(pairs.map((pair) => pair[name])));
  return `${formatNumber(rows)} rows: ${of('chainSeconds')}, COPY csv ${of('referenceSeconds')}`;
}

/** Rows a second against the size of the file: what the chart shows. */
export const sizes: Measure = {
  name: 'sizes',
  goal: null,
  scales: true,
  async run(bench) {
    const bySize: Pair[][] = [];
    for (const share of SHARES)
      bySize.push(await inTurn(bench, await bench.file(Math.max(1, Math.round(bench.rows / share)))));
    return { measured: bySize.map(sentence).join('; '), met: null, runs: bySize.flat() };
  },
};
