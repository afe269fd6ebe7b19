/** The first record of a ZIP archive: an entry, the end of an empty archive, or the mark of a divided one. */
const FIRST_RECORDS = ['504b0304', '504b0506', '504b0708', '504b3030504b0304'].map((text) => Buffer.from(text, 'hex'));

const ENTRY = FIRST_RECORDS[0]!;
const NAME_LENGTH = 26;
const EXTRA_LENGTH = 28;
const NAME = 30;

/** What an Excel workbook may begin with, beside its own folder. */
const PACKAGE = /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|customXml\/|xl\/)/;
const SPREADSHEET = 'application/vnd.oasis.opendocument.spreadsheet';

export function isZip(head: Buffer): boolean {
  return FIRST_RECORDS.some((bytes) => head.subarray(0, bytes.length).equals(bytes));
}

function nameAt(head: Buffer, entry: number): string {
  if (entry + NAME > head.length) return '';
  return head.toString('latin1', entry + NAME, entry + NAME + head.readUInt16LE(entry + NAME_LENGTH));
}

/**
 * Whether a ZIP archive is a workbook: one of Excel has parts in the folder `xl`, one of OpenDocument begins with its
 * type. An archive that holds a workbook begins with the workbook's name.
 *
 * @param head may end within the archive
 */
export function isWorkbook(head: Buffer): boolean {
  const first = nameAt(head, 0);
  if (first === 'mimetype') {
    const content = NAME + first.length + head.readUInt16LE(EXTRA_LENGTH);
    return head.toString('latin1', content, content + SPREADSHEET.length) === SPREADSHEET;
  }
  if (!PACKAGE.test(first)) return false;
  for (let at = 0; at >= 0; at = head.indexOf(ENTRY, at + 1)) if (nameAt(head, at).startsWith('xl/')) return true;
  return false;
}
