import { BYTE_ORDER_MARK, csvLine } from '@customer-files/csv';
import { COLUMN_NAMES, ID_COLUMN } from '@customer-files/customer-schema';

/** A conflicting row of a file (`sent_<column>`) beside the customer in the table (`kept_<column>`). */
export type Conflict = Record<string, string | null>;

const OTHER_COLUMNS = COLUMN_NAMES.filter((column) => column !== ID_COLUMN);

/** The conflict report of a part as CSV: the id, then each column as it was sent and as it was kept. It is not an input. */
export function conflictsCsv(conflicts: readonly Conflict[]): string {
  const header = [ID_COLUMN, ...OTHER_COLUMNS.flatMap((column) => [`sent_${column}`, `kept_${column}`])];
  const rows = conflicts.map((row) => [
    row[`sent_${ID_COLUMN}`]!,
    ...header.slice(1).map((column) => row[column] ?? ''),
  ]);
  return BYTE_ORDER_MARK + [header, ...rows].map((cells) => csvLine(cells, ',')).join('');
}

/** The key of the conflict report of a part, beside the rejects file. */
export function conflictsKey(prefix: string, fileId: string, part: number): string {
  return `${prefix}${fileId}/conflicts-${String(part).padStart(6, '0')}.csv`;
}
