import { isDeepStrictEqual } from 'node:util';
import { parse } from 'csv-parse/sync';
import type { TableRow } from './database';
import type { Expectation, OnViolation } from './expectation';
import type { Customer } from './rows';

const BUSINESS = ['id', 'name', 'email', 'age', 'born', 'phone', 'country'] as const;

/** Whether the table has exactly this row. */
export const isKept = (row: Customer, kept: TableRow | undefined): boolean =>
  BUSINESS.every((column) => kept?.[column] === row[column]);

const conflictsOf = (rows: readonly Customer[], table: readonly TableRow[]): Customer[] => {
  const kept = new Map(table.map((row) => [row.id, row]));
  return rows.filter((row) => !isKept(row, kept.get(row.id)));
};

/** The summary has the status, counts and failures of the model. */
export function checkSummary({ summary, ending, table, ledger, fileId }: Expectation, onViolation: OnViolation): void {
  const sum = (of: 'unchanged' | 'conflicting'): number => ledger.reduce((total, row) => total + row[of], 0);
  const inserted = table.filter(({ file }) => file === fileId).length;
  const counts = ending.counts && {
    ...ending.counts,
    inserted,
    unchanged: sum('unchanged'),
    conflicting: sum('conflicting'),
  };
  const expected = { status: ending.status, code: ending.code, counts, failures: ending.failures };
  const actual = {
    status: summary.status,
    code: summary.refusal?.code ?? null,
    counts: summary.counts,
    failures: summary.failures,
  };
  if (!isDeepStrictEqual(actual, expected))
    onViolation(`the summary is ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

/** Each part of the model is in the ledger once, published, with the numbers that follow from the table. */
export function checkLedger({ ledger, ending, table, fileId }: Expectation, onViolation: OnViolation): void {
  const expected = ending.parts.map((rows, i) => ({
    part: i + 1,
    rows: rows.length,
    conflicting: conflictsOf(rows, table).length,
    published: true,
  }));
  const actual = ledger.map(({ part, rows, conflicting, published }) => ({ part, rows, conflicting, published }));
  if (!isDeepStrictEqual(actual, expected))
    onViolation(`the ledger has ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  const inserted = ledger.reduce((sum, row) => sum + row.inserted, 0);
  const there = table.filter(({ file }) => file === fileId).length;
  if (inserted !== there) onViolation(`the ledger has ${inserted} inserted rows, and the table ${there}`);
}

function objectAt(
  { simulation }: Expectation,
  stored: { bucket: string; key: string; etag: string },
  onViolation: OnViolation,
): Record<string, string>[] {
  const found = simulation.objects.get(stored.bucket, stored.key);
  if (found?.object.etag !== stored.etag) onViolation(`${stored.key} is not the object that the summary names`);
  return parse(found?.body ?? '', { columns: true, bom: true, relax_column_count: true });
}

/** The rejects file lists each rejected row of the model with its codes. There is none where no row is rejected. */
export function checkRejects(expectation: Expectation, onViolation: OnViolation): void {
  const { summary, ending } = expectation;
  if (!summary.rejects) {
    if (ending.rejects.length > 0)
      onViolation(`${ending.rejects.length} rows were rejected, and there is no rejects file`);
    return;
  }
  const actual = objectAt(expectation, summary.rejects, onViolation).map(({ _line, _codes }) => `${_line} ${_codes}`);
  const expected = ending.rejects.map(({ line, codes }) => `${line} ${codes.join(';')}`);
  if (!isDeepStrictEqual(actual, expected))
    onViolation(`the rejects file has ${actual.join(', ')} instead of ${expected.join(', ')}`);
}

/** There is one conflicts file for each part that has conflicts, in the order of the source file. */
export function checkConflicts(expectation: Expectation, onViolation: OnViolation): void {
  const { summary, ending, table } = expectation;
  const expected = ending.parts
    .map((rows) => conflictsOf(rows, table).map(({ id, name }) => `${id} ${name}`))
    .filter((ids) => ids.length > 0);
  const actual = summary.conflicts.map((object) =>
    objectAt(expectation, object, onViolation).map(
      ({ customer_id, sent_full_name }) => `${customer_id} ${sent_full_name}`,
    ),
  );
  if (!isDeepStrictEqual(actual, expected))
    onViolation(`the conflicts are ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
