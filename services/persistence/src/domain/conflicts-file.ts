import { csvLine } from '@customer-files/csv';
import { COLUMN_NAMES, ID_COLUMN } from '@customer-files/customer-schema';

/** A row that was sent, beside the row that the table keeps. Keys: `sent_<column>` and `kept_<column>`. */
export type Conflict = Record<string, string | null>;

const OTHER_COLUMNS = COLUMN_NAMES.filter((column) => column !== ID_COLUMN);

/** The conflicts of a part as CSV: the id, then each column as it was sent and as it is kept. A report, not an input. */
export function conflictsCsv(conflicts: readonly Conflict[]): string {
  const header = [ID_COLUMN, ...OTHER_COLUMNS.flatMap((column) => [`sent_${column}`, `kept_${column}`])];
  const rows = conflicts.map((row) => [
    row[`sent_${ID_COLUMN}`]!,
    ...header.slice(1).map((column) => row[column] ?? ''),
  ]);
  return [header, ...rows].map(csvLine).join('');
}

/** Where the conflicts of a part are kept, beside the rejects. */
export function conflictsKey(prefix: string, fileId: string, part: number): string {
  return `${prefix}${fileId}/conflicts-${String(part).padStart(6, '0')}.csv`;
}
