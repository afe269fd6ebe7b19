import { canonicalColumn, csvLine } from '@customer-files/csv';
import type { Fault } from './cell-rule';

const ADDED_COLUMNS = ['_line', '_codes', '_messages'];

/**
 * Makes the lines of a rejects file: the columns of the original except those that begin with `_`, then where the row is
 * and why it was rejected. The file can be corrected and sent in again.
 */
export class RejectsFile {
  private readonly kept: readonly number[];

  constructor(private readonly columns: readonly string[]) {
    this.kept = columns.flatMap((cell, i) => (canonicalColumn(cell).startsWith('_') ? [] : [i]));
  }

  header(): string {
    return csvLine([...this.kept.map((i) => this.columns[i]!), ...ADDED_COLUMNS]);
  }

  /** @param cells all cells of the row, as they stood */
  row(cells: readonly string[], line: number, faults: readonly Fault[]): string {
    const kept: string[] = [];
    for (const i of this.kept) kept.push(cells[i]!);
    return csvLine(kept.concat(reason(line, faults)));
  }

  /** A record that could not be read as cells: its text stands in the first column. */
  record(text: string, line: number, fault: Fault): string {
    return csvLine([text, ...this.kept.slice(1).map(() => ''), ...reason(line, [fault])]);
  }
}

function reason(line: number, faults: readonly Fault[]): string[] {
  return [String(line), faults.map(({ code }) => code).join(';'), faults.map(({ message }) => message).join('; ')];
}
