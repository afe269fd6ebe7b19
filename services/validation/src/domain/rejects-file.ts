import { BYTE_ORDER_MARK, csvLine, isAddedColumn } from '@customer-files/csv';
import type { Delimiter } from '@customer-files/events';
import type { Fault } from './cell-rule';

const ADDED_COLUMNS = ['_line', '_codes', '_messages'];

/**
 * Makes the lines of a rejects file: the columns of the original except those that begin with `_`, then where the row is
 * and why it was rejected. The file has the delimiter of the original. It can be corrected and sent in again.
 */
export class RejectsFile {
  private readonly kept: readonly number[];

  constructor(
    private readonly columns: readonly string[],
    private readonly delimiter: Delimiter,
  ) {
    this.kept = columns.flatMap((cell, i) => (isAddedColumn(cell) ? [] : [i]));
  }

  /** The beginning of the file. */
  header(): string {
    return BYTE_ORDER_MARK + this.line([...this.kept.map((i) => this.columns[i]!), ...ADDED_COLUMNS]);
  }

  /** @param cells all cells of the row, as they stood */
  row(cells: readonly string[], line: number, faults: readonly Fault[]): string {
    const kept: string[] = [];
    for (const i of this.kept) kept.push(cells[i]!);
    return this.line(kept.concat(reason(line, faults)));
  }

  /** A record that could not be read as cells: its text stands in the first column. */
  record(text: string, line: number, fault: Fault): string {
    return this.line([text, ...this.kept.slice(1).map(() => ''), ...reason(line, [fault])]);
  }

  private line(cells: readonly string[]): string {
    return csvLine(cells, this.delimiter);
  }
}

function reason(line: number, faults: readonly Fault[]): string[] {
  return [String(line), faults.map(({ code }) => code).join(';'), faults.map(({ message }) => message).join('; ')];
}
