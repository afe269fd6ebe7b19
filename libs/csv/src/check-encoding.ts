import { isUtf8 } from 'node:buffer';
import type { Delimiter, Encoding } from '@customer-files/events';
import type { Decoded } from './decode';
import { FileFault } from './file-fault';
import { type Head, visitRecords } from './head';
import { firstUndecodable, wholeCharacters } from './utf8';

/** A byte that does not decode. */
interface Undecodable {
  line: number;
  /** Its position in the text. */
  at: number;
}

/** Where more than one record in so many does not decode, it is the encoding of the file that is wrong. */
const TOLERATED = 20;

/** @param line of the record @param start its position */
function firstIn(record: Buffer, line: number, start: number): Undecodable {
  const at = firstUndecodable(record);
  const lineEnds = record.toString('latin1', 0, at).match(/\r\n|\r|\n/g) ?? [];
  return { line: line + lineEnds.length, at: start + at };
}

/**
 * Throws where the header does not decode, or more than one in twenty of the other records.
 *
 * @throws {FileFault} `FILE_ENCODING`, which names the first byte that does not decode
 */
export function checkEncoding(
  head: Head,
  { encoding, bom }: Pick<Decoded, 'encoding' | 'bom'>,
  delimiter: Delimiter,
): void {
  if (isUtf8(head.whole ? head.bytes : wholeCharacters(head.bytes, 0))) return;
  let first: Undecodable | null = null;
  let inHeader = false;
  let [records, undecodable] = [-1, 0];
  visitRecords(head, delimiter, null, (record, start) => {
    records++;
    const bytes = record.bytes.subarray(record.start, record.end);
    if (isUtf8(bytes)) return true;
    first ??= firstIn(bytes, record.line, start);
    inHeader ||= records === 0;
    undecodable++;
    return true;
  });
  if (first && (inHeader || undecodable * TOLERATED > records)) throw encodingFault(head, first, encoding, bom);
}

function encodingFault({ bytes }: Head, { line, at }: Undecodable, encoding: Encoding, bom: number): FileFault {
  const isUtf16 = encoding.startsWith('utf-16');
  const position = bom + (isUtf16 ? 2 * bytes.toString('utf8', 0, at).length : at) + 1;
  const what = isUtf16
    ? 'The file has the byte order mark of UTF-16, and is not encoded so'
    : 'The file is not encoded as UTF-8, and has no byte order mark of UTF-16';
  return new FileFault(
    'FILE_ENCODING',
    `${what}: the first byte that does not decode is byte ${position} of the text, in line ${line}.`,
    'Save it as UTF-8 ("CSV UTF-8" in a spreadsheet), or configure the encoding of the feed (latin1, windows-1252).',
  );
}
