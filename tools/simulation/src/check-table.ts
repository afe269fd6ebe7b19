import { isKept } from './check-file';
import type { TableRow } from './database';
import type { Expectation } from './expectation';
import type { Customer } from './rows';

/**
 * The table has every customer of every loaded part, and no other. Which file's row is kept is free. Within a part
 * the earlier line wins, so the row that is kept is the first of its id in a part of the file that it names.
 */
export function checkTable(expectations: readonly Expectation[], table: readonly TableRow[]): string[] {
  const mayWin = new Map<string, { row: Customer; file: string }[]>();
  for (const { ending, fileId } of expectations) {
    for (const part of ending.parts)
      for (const row of firstOfEachId(part)) mayWin.set(row.id, [...(mayWin.get(row.id) ?? []), { row, file: fileId }]);
  }
  const missing = [...mayWin.keys()].filter((id) => !table.some((row) => row.id === id));
  const wrong = table.filter(
    (kept) => !mayWin.get(kept.id)?.some(({ row, file }) => file === kept.file && isKept(row, kept)),
  );
  return [
    ...missing.map((id) => `customer ${id} is not in the table`),
    ...wrong.map(({ id, file }) => `customer ${id} of file ${file} should not be in the table as it is`),
  ];
}

function firstOfEachId(part: readonly Customer[]): Customer[] {
  const first = new Map<string, Customer>();
  for (const row of part) if (!first.has(row.id)) first.set(row.id, row);
  return [...first.values()];
}
