import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Made } from '../generate';
import type { Bench, Figures, Measure } from '../measure';
import { formatNumber } from '@customer-files/format';
import { rate, spreadOf } from '../report/format';
import { median } from '../statistics';
import { mustBe } from '../world/check-run';
import type { CopyFormat } from '../world/tables';
import type { World } from '../world/world';

const FORMATS: readonly CopyFormat[] = ['binary', 'text', 'csv'];

interface Written {
  format: CopyFormat;
  file: string;
  bytes: number;
}

/** The valid rows of a file in each format, as PostgreSQL writes it. */
async function written({ tables }: World, made: Made, folder: string): Promise<Written[]> {
  await tables.empty('dim_customer', 'reference');
  await tables.copyCsv(made.validFile, 'reference');
  const all: Written[] = [];
  for (const format of FORMATS) {
    const file = join(folder, `rows.${format}`);
    await tables.export('reference', format, file);
    all.push({ format, file, bytes: (await stat(file)).size });
  }
  return all;
}

async function inTurn(bench: Bench, { tables }: World, all: readonly Written[], made: Made): Promise<Figures[]> {
  const runs: Figures[] = [];
  for (let run = 1; run <= bench.runs; run++) {
    const seconds: Record<string, number> = {};
    for (const { format, file } of all) {
      await tables.empty('reference');
      seconds[`${format}Seconds`] = await tables.copyFile(file, format, 'reference');
      mustBe('the table', await tables.contentOf('reference'), made.content);
    }
    bench.say(
      `  ${run}/${bench.runs}: ${all.map(({ format }) => `${format} ${seconds[`${format}Seconds`]!.toFixed(2)} s`).join(', ')}`,
    );
    runs.push(seconds);
  }
  return runs;
}

/** The formats that COPY reads, each with the same rows into an equal empty table. */
export const formats: Measure = {
  name: 'formats',
  goal: null,
  scales: true,
  async run(bench) {
    const [made, world] = [await bench.file(bench.rows), await bench.world()];
    const folder = await mkdtemp(join(tmpdir(), 'customer-files-formats-'));
    try {
      const all = await written(world, made, folder);
      const runs = await inTurn(bench, world, all, made);
      const sentence = ({ format, bytes }: Written): string => {
        const seconds = runs.map((run) => run[`${format}Seconds`]!);
        return `COPY ${format}: ${formatNumber(bytes / 1e6)} MB, ${spreadOf(seconds, 's')}, ${rate(made.valid, median(seconds))}`;
      };
      return {
        measured: all.map(sentence).join('; '),
        met: null,
        runs: [...runs, Object.fromEntries(all.map(({ format, bytes }) => [`${format}Bytes`, bytes]))],
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
