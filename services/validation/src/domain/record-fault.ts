import { isUtf8 } from 'node:buffer';
import { characterLength, type RecordView } from '@customer-files/csv';
import type { RowCode } from '@customer-files/customer-schema';
import type { Fault } from './cell-rule';

const MESSAGES: Record<RowCode, (record: RecordView, header: readonly string[]) => string> = {
  ROW_FIELD_COUNT: ({ fields }, header) =>
    `the row has ${fields} ${fields === 1 ? 'field' : 'fields'}, the header ${header.length}; ${fieldCountHint(fields, header)}`,
  ROW_MALFORMED: () =>
    'the row has a quote that is not closed, or text after a closing quote; double each quote inside quotes',
  ROW_TOO_LONG: () => 'the row is longer than 64 KiB; look for a quote that is not closed, or shorten it',
  ROW_NUL_BYTE: () => 'the row holds a NUL byte (shown as \\x00); remove it',
  ROW_ENCODING: () =>
    'the row holds bytes that are not valid in the encoding of the file (shown as \\xNN); save the file as UTF-8',
};

function fieldCountHint(fields: number, header: readonly string[]): string {
  const width = header.length;
  const records = recordsIn(fields, width);
  if (records > 1) return `a line end is missing: ${records} records seem to stand in one line`;
  if (fields > width) return 'put text that holds the delimiter in quotes';
  const last = header[width - 1]!.trim();
  return fields === width - 1 && last !== ''
    ? `the last column, ${last}, or a delimiter is missing`
    : 'a field or a delimiter is missing';
}

/** The number of records that have so many fields without the line ends between them: each one lost joins two fields. */
function recordsIn(fields: number, width: number): number {
  if (width < 2 || fields <= width) return 1;
  return (fields - 1) % (width - 1) === 0 ? (fields - 1) / (width - 1) : fields % width === 0 ? fields / width : 1;
}

/** The fault of a record as a whole, which then has no other; or null. @param header the cells of the header */
export function recordFault(record: RecordView, header: readonly string[]): Fault | null {
  return record.fault && { code: record.fault, message: MESSAGES[record.fault](record, header) };
}

const CUT_MARK = ' [cut]';

/** A faulty record as text: undecodable bytes and NUL as `\xNN`, and a mark where it was cut. */
export function recordText({ bytes, start, end, cut }: RecordView): string {
  const record = bytes.subarray(start, end);
  const text = isUtf8(record) && !record.includes(0) ? record.toString('utf8') : escapedBytes(record);
  return cut ? text + CUT_MARK : text;
}

function escapedBytes(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at] === 0 ? 0 : characterLength(bytes, at);
    text +=
      length > 0
        ? bytes.toString('utf8', at, at + length)
        : `\\x${bytes[at]!.toString(16).toUpperCase().padStart(2, '0')}`;
    at += length || 1;
  }
  return text;
}
