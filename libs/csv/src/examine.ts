import type { Readable } from 'node:stream';
import type { RefusalCode } from '@customer-files/customer-schema';
import type { ColumnPositions, Dialect, FeedSettings, Notice } from '@customer-files/events';
import { checkEncoding } from './check-encoding';
import { decode } from './decode';
import { FileFault, fileTooLarge } from './file-fault';
import { checkMarkup } from './file-kind';
import { findHeader, type Head, type Header, takeHead } from './head';
import { columnsNotRead, ENOUGH_COLUMNS, findColumns } from './header';
import { checkFieldCount, headerClues } from './header-clues';
import { HeaderNames, isResubmission } from './header-names';

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

/**
 * Whether a text is CSV, however it begins: its header may have names in brackets, and so may a title above the header.
 * The lines of JSON may name the columns too, so that a title in other brackets shows nothing.
 */
function isTable(head: Head, header: Header, names: HeaderNames): boolean {
  if (names.countIn(header.cells) >= ENOUGH_COLUMNS) return true;
  return header.cells[0]?.startsWith('<') === true && headerClues(head, header, names).laterLine !== null;
}

/** The header of a file that is CSV, is not too large and not empty. @throws {FileFault} in this order */
function headerOf(head: Head, names: HeaderNames, bytes: number, maxBytes: number): Header {
  const header = findHeader(head, names);
  if (!header || !isTable(head, header, names)) checkMarkup(head.bytes.toString('utf8'));
  if (bytes > maxBytes) throw fileTooLarge(bytes, maxBytes);
  if (header) return header;
  throw new FileFault(
    'FILE_EMPTY',
    'The file is empty.',
    'Send a file whose first line names the columns; check that the export did finish.',
  );
}

/**
 * Examines the head of a file and decides how to read it: compression, encoding, delimiter and columns. A fault of the
 * file is a result, not an error.
 *
 * @param stored the object's bytes; destroyed when enough of them are read
 * @param bytes how many there are, as stored
 * @throws errors of the source, which a retry may cure
 */
export async function examine(stored: Readable, settings: FeedSettings, bytes = 0): Promise<Examined> {
  try {
    const decoded = await decode(stored, settings.encoding, settings.maxBytes);
    const { gzip, encoding, text } = decoded;
    const head = await takeHead(text);
    const names = new HeaderNames(settings);
    const header = headerOf(head, names, bytes, settings.maxBytes);
    const { delimiter, cells } = header;
    checkEncoding(head, decoded, delimiter);
    const columns = findColumns(cells, settings, () => headerClues(head, header, names));
    checkFieldCount(head, header);
    return {
      kind: 'readable',
      dialect: { gzip, encoding, delimiter, returned: isResubmission(cells) },
      columns,
      width: cells.length,
      notices: columnsNotRead(cells, settings),
    };
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return refused(error);
  } finally {
    stored.destroy();
  }
}
