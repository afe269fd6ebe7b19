import { FileFault } from './file-fault';
import { CUSTOMERS, EXPORT, UNPACK, USE_GZIP } from './hints';
import { isTar } from './tar';
import { isWorkbook, isZip } from './zip';

/** What a file is that is not CSV, and what to do about it. */
interface Kind {
  /** As in "The file is a PDF". */
  is: string;
  hint: string;
  /** A compression, inside which there is something else: of it, gzip around it is not worth a word. */
  isCompression?: boolean;
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** What the first bytes of a file show (docs/decisions/2026-11-25-kinds-of-files.md). */
const SIGNATURES: readonly (readonly [bytes: Buffer, kind: Kind])[] = [
  [hex('d0cf11e0a1b11ae1'), { is: 'an old workbook (.xls) or a password-protected workbook of Excel', hint: EXPORT }],
  [hex('0908100000'), { is: 'an old workbook of Excel (.xls)', hint: EXPORT }],
  [hex('0908080000'), { is: 'an old workbook of Excel (.xls)', hint: EXPORT }],
  [Buffer.from('%PDF-'), { is: 'a PDF', hint: CUSTOMERS }],
  [Buffer.from('{\\rtf'), { is: 'a text document (.rtf)', hint: CUSTOMERS }],
  [hex('377abcaf271c'), { is: 'a 7-Zip archive', hint: UNPACK }],
  [hex('526172211a07'), { is: 'a RAR archive', hint: UNPACK }],
  [hex('fd377a585a00'), { is: 'compressed with xz', hint: USE_GZIP, isCompression: true }],
  [hex('28b52ffd'), { is: 'compressed with zstd', hint: USE_GZIP, isCompression: true }],
  [hex('89504e470d0a1a0a'), { is: 'an image (.png)', hint: CUSTOMERS }],
  [hex('ffd8ff'), { is: 'an image (.jpg)', hint: CUSTOMERS }],
  [Buffer.from('SQLite format 3\0'), { is: 'a database of SQLite', hint: CUSTOMERS }],
  [Buffer.from('PAR1\x15'), { is: 'a Parquet file', hint: CUSTOMERS }],
];

const BZIP2 = /^BZh[1-9]1AY&SY/;

function kindOf(head: Buffer): Kind | null {
  if (isZip(head)) {
    return isWorkbook(head) ? { is: 'a workbook (.xlsx, .ods)', hint: EXPORT } : { is: 'a ZIP archive', hint: UNPACK };
  }
  if (isTar(head)) return { is: 'a tar archive', hint: UNPACK };
  if (BZIP2.test(head.toString('latin1', 0, 10)))
    return { is: 'compressed with bzip2', hint: USE_GZIP, isCompression: true };
  return SIGNATURES.find(([bytes]) => head.subarray(0, bytes.length).equals(bytes))?.[1] ?? null;
}

function notCsv({ is, hint }: Kind): FileFault {
  return new FileFault('FILE_NOT_CSV', `The file is ${is}, not CSV.`, hint);
}

/**
 * Throws where the first bytes are those of another kind of file.
 *
 * @param head decompressed
 * @param gzip whether it was compressed
 * @throws {FileFault} `FILE_NOT_CSV`
 */
export function checkKind(head: Buffer, gzip: boolean): void {
  if (gzip && isGzip(head)) throw notCsv({ is: 'compressed with gzip twice', hint: 'Compress it once.' });
  const kind = kindOf(head);
  if (kind) throw notCsv(gzip && !kind.isCompression ? { ...kind, is: `${kind.is} inside gzip` } : kind);
}

/** Whether these are the first bytes of a gzip file, which no text begins with. */
export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

const WEB_PAGE =
  /^<(?:!doctype\s+html|html|head|body|title|meta|script|style|table|div|center|font|h[1-6]|p|br)[\s/>]/i;
const XML = /^<(?:\?xml\s|!doctype\s|!--|[\p{L}_][\p{L}\p{N}:._-]*(?:\s[^<>]*)?\/?>)/u;
const JSON_START =
  /^(?:\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\}\s*$)|\[\s*(?:[{[]\s*["{[\]}\d-]|"(?:[^"\\]|\\.)*"\s*[,\]]|(?:-?\d[\d.eE+-]*|true|false|null)\s*[,\]]|\]\s*$))/;

const MARKUP = /^[\s\ufeff]*[<{[]/;

/**
 * Throws where a text is a web page, XML or JSON.
 *
 * @param text the beginning of the file
 * @throws {FileFault} `FILE_NOT_CSV`
 */
export function checkMarkup(text: string): void {
  if (!MARKUP.test(text)) return;
  const start = text.replace(/^[\s\ufeff]+/, '').replace(/^<\?xml[^>]*>\s*(?=<(?:!doctype\s+html|html)[\s>])/i, '');
  if (WEB_PAGE.test(start))
    throw notCsv({
      is: 'a web page',
      hint: 'Look at what was downloaded: instead of the file it may be a login or an error. Send the CSV file.',
    });
  if (XML.test(start))
    throw notCsv({ is: 'XML', hint: `Look at what was downloaded: it may be an error of the server. ${CUSTOMERS}` });
  if (JSON_START.test(start)) throw notCsv({ is: 'JSON', hint: CUSTOMERS });
}
