import { createReadStream } from 'node:fs';
import { RecordScanner } from '@customer-files/csv';
import { Parser } from 'csv-parse';
import type { Bench, Figures, Measure } from '../measure';
import { spreadOf } from '../report/format';
import { mustBe } from '../world/check-run';

const FIELDS = 8;

async function chunksOf(file: string): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file)) chunks.push(chunk as Buffer);
  return chunks;
}

/** Finds every record and field with the product's scanner. @returns seconds */
function byScanner(chunks: readonly Buffer[], records: number): number {
  const from = performance.now();
  const scanner = new RecordScanner(',', FIELDS, FIELDS);
  let found = 0;
  const count = (): void => void found++;
  for (const chunk of chunks) scanner.push(chunk, count);
  scanner.end(count);
  const seconds = (performance.now() - from) / 1000;
  mustBe('the records that the scanner found', found, records);
  return seconds;
}

/** Does the same with csv-parse, which makes an array of strings of each record. @returns seconds */
async function byCsvParse(chunks: readonly Buffer[], records: number): Promise<number> {
  const from = performance.now();
  const parser = new Parser({ delimiter: ',', relax_column_count: true });
  let found = 0;
  parser.on('data', () => void found++);
  const ended = new Promise<void>((resolve, reject) => parser.once('end', resolve).once('error', reject));
  for (const chunk of chunks) {
    if (!parser.write(chunk)) await new Promise((resolve) => parser.once('drain', resolve));
  }
  parser.end();
  await ended;
  const seconds = (performance.now() - from) / 1000;
  mustBe('the records that csv-parse found', found, records);
  return seconds;
}

async function once(bench: Bench, chunks: readonly Buffer[], run: number): Promise<Figures> {
  const records = bench.rows + 1;
  const scannerSeconds = byScanner(chunks, records);
  const csvParseSeconds = await byCsvParse(chunks, records);
  bench.say(
    `  ${run}/${bench.runs}: scanner ${scannerSeconds.toFixed(2)} s, csv-parse ${csvParseSeconds.toFixed(2)} s`,
  );
  return { scannerSeconds, csvParseSeconds };
}

/**
 * Finding records, by the scanner of libs/csv and by csv-parse, on the same undamaged file in memory: what the scanner is for.
 * It also goes on behind damage, which csv-parse does not.
 */
export const scanner: Measure = {
  name: 'scanner',
  goal: null,
  scales: true,
  async run(bench) {
    const chunks = await chunksOf((await bench.file(bench.rows)).file);
    const runs: Figures[] = [];
    for (let run = 1; run <= bench.runs; run++) runs.push(await once(bench, chunks, run));
    const times = runs.map(({ scannerSeconds, csvParseSeconds }) => csvParseSeconds! / scannerSeconds!);
    const mine = runs.map(({ scannerSeconds }) => scannerSeconds!);
    const other = runs.map(({ csvParseSeconds }) => csvParseSeconds!);
    return {
      measured: `scanner ${spreadOf(mine, 's')}, csv-parse ${spreadOf(other, 's')}: ${spreadOf(times)} times as fast`,
      met: null,
      runs,
    };
  },
};
