import { DELIMITERS, type Delimiter, MAX_COLUMNS } from '@customer-files/events';
import { parseEscapedFields } from './escaped-fields';
import { HeaderNames } from './header-names';
import { behindMarks, namedDelimiter } from './marks';
import { RecordScanner } from './record-scanner';
import type { RecordView } from './record-view';

/** So many bytes of a file are examined. */
const HEAD_BYTES = 64 * 1024;

/** The beginning of a file's text, long enough for every record that begins in its first {@link HEAD_BYTES}. */
export interface Head {
  bytes: Buffer;
  /** Whether the file ends there. */
  whole: boolean;
}

/** Takes the beginning of a text. @param text is closed behind it */
export async function takeHead(text: AsyncGenerator<Buffer>): Promise<Head> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of text) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > 2 * HEAD_BYTES) return { bytes: Buffer.concat(chunks, bytes), whole: false };
  }
  return { bytes: Buffer.concat(chunks, bytes), whole: true };
}

/** Visits a record. @param start its position in the text @returns false to stop */
type Visit = (record: RecordView, start: number) => boolean;

/** Thrown to stop reading. */
const ENOUGH = new Error('enough');

/** Visits each record that begins in the first {@link HEAD_BYTES}, the header first. @param width of a record, where known */
export function visitRecords({ bytes, whole }: Head, delimiter: Delimiter, width: number | null, visit: Visit): void {
  const scanner = new RecordScanner(delimiter, width, width ?? MAX_COLUMNS, 0);
  const visitOne = (record: RecordView): void => {
    const start = bytes.length - record.bytes.length + record.start;
    if (start >= HEAD_BYTES || !visit(record, start)) throw ENOUGH;
  };
  try {
    scanner.push(bytes, visitOne);
    if (whole) scanner.end(visitOne);
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
}

/** The cells of a record. One whose quoting cannot be read has none. */
export function cellsOf(record: RecordView, delimiter: Delimiter): string[] {
  return record.hasEscapedQuotes ? parseEscapedFields(record, delimiter) : record.texts();
}

/** The first record, read with one delimiter. */
export interface Header {
  delimiter: Delimiter;
  /** None where it cannot be read as cells. */
  cells: string[];
  line: number;
  /** Whether the record is longer than a record may be; then it has no cells either. */
  isTooLong: boolean;
}

function headerWith(head: Head, delimiter: Delimiter): Header | null {
  let found: Header | null = null;
  visitRecords(head, delimiter, null, (record) => {
    found = {
      delimiter,
      cells: cellsOf(record, delimiter),
      line: record.line,
      isTooLong: record.fault === 'ROW_TOO_LONG',
    };
    return false;
  });
  return found;
}

/** The delimiter that a first line `sep=X` names, or null. */
function delimiterOfFirstLine(bytes: Buffer): string | null {
  const start = behindMarks(bytes, 0);
  const line = bytes.subarray(start, start + 80).toString('latin1');
  return namedDelimiter(line.split(/[\r\n]/, 1)[0]!);
}

/**
 * The header, read with the delimiter under which it names most of the known columns; null where no record has content.
 * A first line `sep=X` decides, unless the header then names nothing. Where no delimiter finds a known column, it is the
 * one that finds most cells, the comma first.
 */
export function findHeader(head: Head, names: HeaderNames): Header | null {
  const found: Header[] = [];
  for (const delimiter of DELIMITERS) {
    const header = headerWith(head, delimiter);
    if (!header) return null;
    found.push(header);
  }
  const named = delimiterOfFirstLine(head.bytes);
  const rank = ({ delimiter, cells }: Header): [number, number] => {
    const known = names.countIn(cells);
    return [known > 0 && delimiter === named ? Infinity : known, cells.length];
  };
  return found
    .map((header) => ({ header, rank: rank(header) }))
    .reduce((best, one) => (isGreater(one.rank, best.rank) ? one : best)).header;
}

function isGreater([known, cells]: [number, number], [bestKnown, bestCells]: [number, number]): boolean {
  return known > bestKnown || (known === 0 && bestKnown === 0 && cells > bestCells);
}
