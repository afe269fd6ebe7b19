import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { RefusalCode } from '@customer-files/customer-schema';
import {
  type ColumnPositions,
  DELIMITERS,
  type Delimiter,
  type Dialect,
  type Encoding,
  type FeedSettings,
  MAX_COLUMNS,
  type Notice,
} from '@customer-files/events';
import { decode } from './decode';
import { FileFault } from './file-fault';
import { parseEscapedFields } from './escaped-fields';
import { columnsNotRead, findColumns, isResubmission } from './header';
import { RecordScanner } from './record-scanner';
import type { RecordView } from './record-view';

/** Why a file cannot be read. */
export interface Refused {
  kind: 'refused';
  code: RefusalCode;
  message: string;
  hint: string;
}

/** How to read a file. */
interface ReadableFile {
  kind: 'readable';
  dialect: Dialect;
  columns: ColumnPositions;
  width: number;
  /** What its owner may want to know of the header. */
  notices: Notice[];
}

/** How to read a file, or why it cannot be read. */
export type Examined = ReadableFile | Refused;

/** The refusal of a file that has this fault. */
export function refused({ code, message, hint }: FileFault): Refused {
  return { kind: 'refused', code, message, hint };
}

/** The encoding is checked on this many bytes. */
const HEAD_BYTES = 64 * 1024;

async function headOf(text: AsyncGenerator<Buffer>): Promise<{ head: Buffer; whole: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of text) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > 2 * HEAD_BYTES) return { head: Buffer.concat(chunks, bytes), whole: false };
  }
  return { head: Buffer.concat(chunks, bytes), whole: true };
}

const isUtf16 = (encoding: Encoding): boolean => encoding.startsWith('utf-16');

function checkEncoding(head: Buffer, encoding: Encoding): void {
  let end = Math.min(head.length, HEAD_BYTES);
  if (end < head.length) while (end > 0 && (head[end]! & 0xc0) === 0x80) end--;
  if (isUtf8(head.subarray(0, end))) return;
  const message = isUtf16(encoding)
    ? 'The file has the byte order mark of UTF-16, and is not encoded so.'
    : 'The file is not encoded as UTF-8, and has no byte order mark of UTF-16.';
  throw new FileFault(
    'FILE_ENCODING',
    message,
    'Save it as UTF-8 ("CSV UTF-8" in a spreadsheet), or configure the encoding of the feed (latin1, windows-1252).',
  );
}

function cellsOf(record: RecordView, delimiter: Delimiter): string[] {
  if (record.fault) return record.bytes.toString('utf8', record.start, record.end).split(delimiter);
  return record.hasEscapedQuotes ? parseEscapedFields(record, delimiter) : record.texts();
}

/** The cells of the first record, which is the header; null where there is no record. */
function headerCells(head: Buffer, whole: boolean, delimiter: Delimiter): string[] | null {
  let cells: string[] | null = null;
  const scanner = new RecordScanner(delimiter, null, MAX_COLUMNS, 0);
  const takeFirst = (record: RecordView): void => {
    cells ??= cellsOf(record, delimiter);
  };
  scanner.push(head, takeFirst);
  if (whole && !cells) scanner.end(takeFirst);
  return cells;
}

function dialectOf(head: Buffer, whole: boolean): { delimiter: Delimiter; header: string[] } {
  const byComma = headerCells(head, whole, ',');
  if (!byComma) {
    throw new FileFault(
      'FILE_EMPTY',
      'The file is empty.',
      'Send a file whose first line names the columns; check that the export did finish.',
    );
  }
  if (byComma.length > 1) return { delimiter: ',', header: byComma };
  for (const delimiter of DELIMITERS.slice(1)) {
    const header = headerCells(head, whole, delimiter);
    if (header && header.length > 1) return { delimiter, header };
  }
  return { delimiter: ',', header: byComma };
}

/**
 * Examines the head of a file and decides how to read it: compression, encoding, delimiter and columns. A fault of the
 * file is a result, not an error.
 *
 * @param stored the object's bytes; destroyed when enough of them are read
 * @throws errors of the source, which a retry may cure
 */
export async function examine(stored: Readable, settings: FeedSettings): Promise<Examined> {
  try {
    const { gzip, encoding, text } = await decode(stored, settings.encoding, settings.maxBytes);
    const { head, whole } = await headOf(text);
    checkEncoding(head, encoding);
    const { delimiter, header } = dialectOf(head, whole);
    const columns = findColumns(header);
    return {
      kind: 'readable',
      dialect: { gzip, encoding, delimiter, returned: isResubmission(header) },
      columns,
      width: header.length,
      notices: columnsNotRead(header),
    };
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return refused(error);
  } finally {
    stored.destroy();
  }
}
