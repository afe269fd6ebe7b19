import { csvLine } from '@customer-files/csv';

/** The business columns of dim_customer, in its order. */
export const BUSINESS_COLUMNS = [
  'customer_id',
  'full_name',
  'email',
  'age',
  'date_of_birth',
  'phone_number',
  'country',
] as const;

/** A row that was sent, beside the row that the table keeps. Keys: `sent_<column>` and `kept_<column>`. */
export type Conflict = Record<string, string | null>;

const OTHER_COLUMNS = BUSINESS_COLUMNS.slice(1);

/** The conflicts of a part as CSV: the id, then each column as it was sent and as it is kept. A report, not an input. */
export function conflictsCsv(conflicts: readonly Conflict[]): string {
  const header = ['customer_id', ...OTHER_COLUMNS.flatMap((column) => [`sent_${column}`, `kept_${column}`])];
  const rows = conflicts.map((row) => [row.sent_customer_id!, ...header.slice(1).map((column) => row[column] ?? '')]);
  return [header, ...rows].map(csvLine).join('');
}

/** Where the conflicts of a part are kept, beside the rejects. */
export function conflictsKey(prefix: string, fileId: string, part: number): string {
  return `${prefix}${fileId}/conflicts-${String(part).padStart(6, '0')}.csv`;
}
