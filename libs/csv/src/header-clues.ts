import { DELIMITERS } from '@customer-files/events';
import { FileFault } from './file-fault';
import { cellsOf, type Head, type Header, visitRecords } from './head';
import { ENOUGH_COLUMNS, type HeaderClues } from './header';
import type { HeaderNames } from './header-names';

/** What shows why a header does not name the known columns. */
export function headerClues(head: Head, header: Header, names: HeaderNames): HeaderClues {
  const { isTooLong } = header;
  if (names.countIn(header.cells) >= ENOUGH_COLUMNS) return { laterLine: null, quotedLines: false, isTooLong };
  const inCells = (cell: string): number => Math.max(...DELIMITERS.map((by) => names.countIn(cell.split(by))));
  return {
    laterLine: laterLine(head, header, names),
    quotedLines: header.cells.some((cell) => inCells(cell) >= ENOUGH_COLUMNS),
    isTooLong,
  };
}

/** The first line behind the header that names enough of the known columns, with any delimiter. */
function laterLine(head: Head, header: Header, names: HeaderNames): number | null {
  const lines: number[] = [];
  for (const delimiter of DELIMITERS) {
    visitRecords(head, delimiter, null, (record) => {
      if (record.line <= header.line || names.countIn(cellsOf(record, delimiter)) < ENOUGH_COLUMNS) return true;
      lines.push(record.line);
      return false;
    });
  }
  return lines.length > 0 ? Math.min(...lines) : null;
}

/** Fewer records may all be damaged. */
const MIN_RECORDS = 3;

/**
 * Throws where all records of the head have the same number of fields, and it is not the header's.
 *
 * @throws {FileFault} `HEADER_FIELD_COUNT`
 */
export function checkFieldCount(head: Head, { delimiter, cells, line }: Header): void {
  const width = cells.length;
  const fieldCounts = new Set<number>();
  let records = 0;
  visitRecords(head, delimiter, width, (record) => {
    if (record.line <= line) return true;
    records++;
    fieldCounts.add(record.fault === 'ROW_FIELD_COUNT' ? record.fields : width);
    return fieldCounts.size === 1 && !fieldCounts.has(width);
  });
  if (records < MIN_RECORDS || fieldCounts.size !== 1 || fieldCounts.has(width)) return;
  const fields = Math.max(...fieldCounts);
  throw new FileFault(
    'HEADER_FIELD_COUNT',
    `Every row at the beginning of the file has ${fields} ${fields === 1 ? 'field' : 'fields'}, the header ${width}.`,
    fields > width
      ? 'Name all columns in the header. Row numbers without a name, as R writes them, are left out by row.names = FALSE.'
      : 'Fill in all columns that the header names, or take those that are not filled in out of it.',
  );
}
