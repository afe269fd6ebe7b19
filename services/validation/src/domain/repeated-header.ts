import { headerKey } from '@customer-files/customer-schema';
import { notice, type Notice } from '@customer-files/events';
import { formatNumber } from '@customer-files/format';

/**
 * Recognises records that are the header once more, as in files that were put together of several. They are no rows, and
 * are not counted as such.
 */
export class RepeatedHeader {
  private readonly names: readonly string[];
  private records = 0;
  private firstLine = 0;

  /**
   * @param header all cells of the header
   * @param positions where the known columns stand in it, or -1
   */
  constructor(
    header: readonly string[],
    private readonly positions: Int32Array,
  ) {
    this.names = header.map(headerKey);
  }

  /** Whether a record names the known columns as the header does. It is counted if so. */
  matches(cells: readonly string[], line: number): boolean {
    for (const position of this.positions)
      if (position >= 0 && !isNamed(cells[position] ?? '', this.names[position]!)) return false;
    if (this.records++ === 0) this.firstLine = line;
    return true;
  }

  /** `HEADER_REPEATED`, or null where no record was the header. */
  notice(): Notice | null {
    if (this.records === 0) return null;
    const message =
      this.records === 1
        ? `Line ${this.firstLine} is the header once more, and was not counted as a row.`
        : `The header stands in the file ${formatNumber(this.records)} times more, first on line ${this.firstLine}. ` +
          'These lines were not counted as rows.';
    return notice('HEADER_REPEATED', message);
  }
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Most cells that are asked about are ids, and one comparison is cheaper than Unicode's normal form. */
function isNamed(cell: string, key: string): boolean {
  return (!isDigit(cell.charCodeAt(0)) || isDigit(key.charCodeAt(0))) && headerKey(cell) === key;
}
