import { canonicalColumn, csvLine } from '@customer-files/csv';
import type { Fault } from './cell-rule';

const OUR_COLUMNS = ['_line', '_codes', '_messages'];

/**
 * The lines of a rejects file (README, The rejects file): the columns of the original without those that begin with `_`, then where
 * and why. It can be corrected and sent in again.
 */
export class RejectsFile {
  private readonly kept: readonly number[];

  constructor(private readonly header: readonly string[]) {
    this.kept = header.flatMap((cell, i) => (canonicalColumn(cell).startsWith('_') ? [] : [i]));
  }

  headerLine(): string {
    return csvLine([...this.kept.map((i) => this.header[i]!), ...OUR_COLUMNS]);
  }

  /** @param cells all cells of the row, as they stood */
  row(cells: readonly string[], line: number, faults: readonly Fault[]): string {
    const kept: string[] = [];
    for (const i of this.kept) kept.push(cells[i]!);
    return csvLine(kept.concat(this.why(line, faults)));
  }

  /** A record that could not be read as cells: its text in the first column. */
  raw(text: string, line: number, fault: Fault): string {
    return csvLine([text, ...this.kept.slice(1).map(() => ''), ...this.why(line, [fault])]);
  }

  private why(line: number, faults: readonly Fault[]): string[] {
    return [String(line), faults.map(({ code }) => code).join(';'), faults.map(({ message }) => message).join('; ')];
  }
}
