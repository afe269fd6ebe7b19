import { isDeepStrictEqual } from 'node:util';
import { parse } from 'csv-parse/sync';
import type { TableRow } from './database';
import type { Known } from './expectation';
import type { Customer } from './rows';

type Tell = (text: string) => void;

const BUSINESS = ['id', 'name', 'email', 'age', 'born', 'phone', 'country'] as const;

/** Whether the table keeps just this row. */
export const isKept = (row: Customer, kept: TableRow | undefined): boolean =>
  BUSINESS.every((column) => kept?.[column] === row[column]);

const conflictsOf = (rows: readonly Customer[], table: readonly TableRow[]): Customer[] => {
  const kept = new Map(table.map((row) => [row.id, row]));
  return rows.filter((row) => !isKept(row, kept.get(row.id)));
};

/** Each part that the model has is in the ledger, once, with the numbers that follow from what the table keeps. */
export function checkLedger({ ledger, ending, table, fileId }: Known, told: Tell): void {
  const expected = ending.parts.map((rows, i) => ({
    part: i + 1,
    rows: rows.length,
    conflicting: conflictsOf(rows, table).length,
  }));
  const is = ledger.map(({ part, rows, conflicting }) => ({ part, rows, conflicting }));
  if (!isDeepStrictEqual(is, expected))
    told(`the ledger has ${JSON.stringify(is)} instead of ${JSON.stringify(expected)}`);
  const inserted = ledger.reduce((sum, row) => sum + row.inserted, 0);
  const there = table.filter(({ file }) => file === fileId).length;
  if (inserted !== there) told(`the ledger says ${inserted} inserted, and the table has ${there}`);
}

function objectAt(
  { world }: Known,
  stored: { bucket: string; key: string; etag: string },
  told: Tell,
): Record<string, string>[] {
  const found = world.objects.get(stored.bucket, stored.key);
  if (found?.object.etag !== stored.etag) told(`${stored.key} is not what the summary names`);
  return parse(found?.body ?? '', { columns: true, relax_column_count: true });
}

/** The rejects file lists each rejected row of the model, with its codes; and where there is none, there is no file. */
export function checkRejects(known: Known, told: Tell): void {
  const { summary, ending } = known;
  if (!summary.rejects) {
    if (ending.rejects.length > 0) told(`${ending.rejects.length} rows were rejected, and there is no rejects file`);
    return;
  }
  const is = objectAt(known, summary.rejects, told).map(({ _line, _codes }) => `${_line} ${_codes}`);
  const expected = ending.rejects.map(({ line, codes }) => `${line} ${codes.join(';')}`);
  if (!isDeepStrictEqual(is, expected)) told(`the rejects file has ${is.join(', ')} instead of ${expected.join(', ')}`);
}

/** Of each part that has conflicts, a list of them, in the order of the file. */
export function checkConflicts(known: Known, told: Tell): void {
  const { summary, ending, table } = known;
  const expected = ending.parts
    .map((rows) => conflictsOf(rows, table).map(({ id, name }) => `${id} ${name}`))
    .filter((ids) => ids.length > 0);
  const is = summary.conflicts.map((object) =>
    objectAt(known, object, told).map(({ customer_id, sent_full_name }) => `${customer_id} ${sent_full_name}`),
  );
  if (!isDeepStrictEqual(is, expected))
    told(`the conflicts are ${JSON.stringify(is)} instead of ${JSON.stringify(expected)}`);
}
