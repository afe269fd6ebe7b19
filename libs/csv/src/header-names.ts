import { COLUMN_NAMES, type ColumnName, headerKey } from '@customer-files/customer-schema';
import type { FeedSettings } from '@customer-files/events';

/** The column of a rejects file that holds a row's line in the source file. */
const LINE_COLUMN = 'line';

/** What stands in brackets behind a name: "date_of_birth (YYYY-MM-DD)". */
const REMARK = /\([^()]*\)|\[[^[\]]*\]/g;

/** Whether a column is one that we add to a rejects file: its name begins with `_`. */
export function isAddedColumn(cell: string): boolean {
  return /^[^\p{L}\p{N}_]*_/u.test(cell.normalize('NFKC'));
}

/** Whether this is the header of a rejects file that was corrected and sent in again. */
export function isResubmission(header: readonly string[]): boolean {
  return header.some((cell) => isAddedColumn(cell) && headerKey(cell) === LINE_COLUMN);
}

/** Matches header cells to the known columns, by their names and by those that a feed's setting `headers` maps to them. */
export class HeaderNames {
  private readonly columns: ReadonlyMap<string, ColumnName>;

  constructor({ headers }: Pick<FeedSettings, 'headers'>) {
    const mapped = Object.entries(headers).map(([name, column]) => [headerKey(name), column] as const);
    this.columns = new Map([...COLUMN_NAMES.map((name) => [headerKey(name), name] as const), ...mapped]);
  }

  /**
   * The known column of each cell, or null. A cell with a remark in brackets is one where no other cell has that name
   * without a remark.
   */
  columnsOf(header: readonly string[]): (ColumnName | null)[] {
    const exact = header.map((cell) => this.columnOf(cell));
    return exact.map((column, i) => {
      if (column) return column;
      const remarked = this.columnOf(header[i]!.normalize('NFKC').replace(REMARK, ''));
      return remarked && !exact.includes(remarked) ? remarked : null;
    });
  }

  /** How many of the known columns the cells name. */
  countIn(header: readonly string[]): number {
    return new Set(this.columnsOf(header).filter((column) => column !== null)).size;
  }

  private columnOf(cell: string): ColumnName | null {
    // NUL between the letters is UTF-16 that nothing shows to be so.
    return isAddedColumn(cell) || cell.includes('\0') ? null : (this.columns.get(headerKey(cell)) ?? null);
  }
}
