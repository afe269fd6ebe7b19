import { statSync } from 'node:fs';
import type { Made } from '../generate';
import type { Bench, Figures, Measure } from '../measure';
import { partsOf } from '../parts';
import { formatNumber } from '@customer-files/format';
import { rate, spreadOf } from '../report/format';
import { median } from '../statistics';
import { mustBe } from '../world/check-run';
import type { Tables, TableShape } from '../world/tables';

const TABLE = 'shaped';

/** What a part of the table costs shows when it is left away. */
const SHAPES: Readonly<Record<string, TableShape>> = {
  'as dim_customer': { index: true, logged: true },
  'without its index': { index: false, logged: true },
  unlogged: { index: true, logged: false },
};

async function loaded(
  tables: Tables,
  shape: TableShape,
  parts: readonly Buffer[],
  made: Made,
): Promise<{ seconds: number; walBytes: number }> {
  await tables.create(TABLE, shape);
  await tables.settle();
  const before = await tables.walBytes();
  const seconds = await tables.copyParts(parts, TABLE);
  const walBytes = (await tables.walBytes()) - before;
  mustBe('the table', await tables.contentOf(TABLE), made.content);
  return { seconds, walBytes };
}

async function inTurn(bench: Bench, made: Made, tables: Tables): Promise<Figures[]> {
  const parts = await partsOf(made.file, statSync(made.file).size);
  const runs: Figures[] = [];
  for (let run = 1; run <= bench.runs; run++) {
    const figures: Record<string, number> = {};
    for (const [name, shape] of Object.entries(SHAPES)) {
      const { seconds, walBytes } = await loaded(tables, shape, parts, made);
      Object.assign(figures, { [`${name}: seconds`]: seconds, [`${name}: bytes of WAL`]: walBytes });
    }
    bench.say(
      `  ${run}/${bench.runs}: ${Object.keys(SHAPES)
        .map((name) => `${name} ${figures[`${name}: seconds`]!.toFixed(2)} s`)
        .join(', ')}`,
    );
    runs.push(figures);
  }
  return runs;
}

/** What the primary key and the WAL cost: the parts of a file into a table as dim_customer is, and without either. */
export const indexAndWal: Measure = {
  name: 'index-and-wal',
  goal: null,
  scales: true,
  async run(bench) {
    const [made, { tables }] = [await bench.file(bench.rows), await bench.world()];
    try {
      const runs = await inTurn(bench, made, tables);
      const sentence = (name: string): string => {
        const [seconds, bytes] = [
          runs.map((run) => run[`${name}: seconds`]!),
          runs.map((run) => run[`${name}: bytes of WAL`]!),
        ];
        return `${name} ${spreadOf(seconds, 's')}, ${rate(made.valid, median(seconds))}, ${formatNumber(median(bytes) / 1e6)} MB of WAL`;
      };
      return { measured: Object.keys(SHAPES).map(sentence).join('; '), met: null, runs };
    } finally {
      await tables.drop(TABLE);
    }
  },
};
