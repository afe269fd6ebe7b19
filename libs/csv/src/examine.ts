import type { RefusalCode } from '@customer-files/customer-schema';
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import {
  type ColumnPositions,
  DELIMITERS,
  type Delimiter,
  type Dialect,
  type Encoding,
  type FeedSettings,
} from '@customer-files/events';
import { decode } from './decode';
import { FileFault } from './file-fault';
import { parseEscapedFields } from './escaped-fields';
import { findColumns, isResubmission } from './header';
import { RecordScanner } from './record-scanner';

/** Why a file cannot be read. */
export interface Refused {
  kind: 'refused';
  code: RefusalCode;
  message: string;
  hint: string;
}

/** How a file is to be read, or why it cannot be. */
export type Examined = { kind: 'readable'; dialect: Dialect; columns: ColumnPositions; width: number } | Refused;

/** The refusal of a file that has this fault. */
export function refused({ code, message, hint }: FileFault): Refused {
  return { kind: 'refused', code, message, hint };
}

/** How much of a file decides its encoding. */
const HEAD_BYTES = 64 * 1024;

/** More columns than a header within 64 KiB can have. */
const MAX_COLUMNS = HEAD_BYTES + 1;

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

/** The cells of the first record that is not blank; null where there is none. */
function headerCells(head: Buffer, whole: boolean, delimiter: Delimiter): string[] | null {
  let cells: string[] | null = null;
  const scanner = new RecordScanner(delimiter, null, MAX_COLUMNS, 0);
  const first = (record: Parameters<Parameters<RecordScanner['push']>[1]>[0]): void => {
    if (cells) return;
    if (record.fault) cells = record.bytes.toString('utf8', record.start, record.end).split(delimiter);
    else if (record.hasEscapedQuotes) cells = parseEscapedFields(record, delimiter);
    else cells = record.texts();
  };
  scanner.push(head, first);
  if (whole && !cells) scanner.end(first);
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
 * Looks at the head of a file and decides how it is to be read (docs/file-format.md). Faults of the file are its answer, not
 * an exception; what it throws are faults of the source, which a retry may cure.
 *
 * @param stored the object's bytes; destroyed when enough has been seen
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
    };
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return refused(error);
  } finally {
    stored.destroy();
  }
}
