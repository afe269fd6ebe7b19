import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../measure';
import { rowsPerSecondChart } from './chart';
import { resultsPage } from './page';

const RESULTS = 'results.json';
const PAGE = 'results.md';
const CHART = 'rows-per-second.svg';

/** The results that a folder holds. */
export function readResults(folder: string): Result[] {
  const file = join(folder, RESULTS);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : [];
}

/** New results in the place of those of the same name, in the order of the table; what the table does not know any more goes. */
export function merged(earlier: readonly Result[], fresh: readonly Result[], order: readonly string[]): Result[] {
  const byName = new Map([...earlier, ...fresh].map((result) => [result.name, result]));
  return order.flatMap((name) => byName.get(name) ?? []);
}

function write(file: string, text: string): void {
  const aside = `${file}.${process.pid}.tmp`;
  writeFileSync(aside, text);
  renameSync(aside, file);
}

/** Writes the results, and from them the page and its chart. */
export function writeResults(folder: string, results: readonly Result[]): void {
  write(join(folder, RESULTS), `${JSON.stringify(results, null, 2)}\n`);
  const chart = rowsPerSecondChart(results);
  if (chart) write(join(folder, CHART), chart);
  write(join(folder, PAGE), resultsPage(results, chart ? CHART : null));
}
