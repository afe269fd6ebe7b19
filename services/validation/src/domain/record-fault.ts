import { isUtf8 } from 'node:buffer';
import type { RecordView } from '@customer-files/csv';
import type { RowCode } from '@customer-files/customer-schema';
import type { Fault } from './cell-rule';

const MESSAGES: Record<RowCode, (record: RecordView, width: number) => string> = {
  ROW_FIELD_COUNT: ({ fields }, width) =>
    `the row has ${fields} fields, the header ${width}; ` +
    (fields > width ? 'put text that holds the delimiter in quotes' : 'a field or a delimiter is missing'),
  ROW_MALFORMED: () =>
    'the row has a quote that is not closed, or text after a closing quote; double each quote inside quotes',
  ROW_TOO_LONG: () => 'the row is longer than 64 KiB; look for a quote that is not closed, or shorten it',
  ROW_NUL_BYTE: () => 'the row holds a NUL byte (shown as \\x00); remove it',
  ROW_ENCODING: () =>
    'the row holds bytes that are not valid in the encoding of the file (shown as \\xNN); save the file as UTF-8',
};

/** The fault of a record as a whole, which then has no other; or null. */
export function recordFault(record: RecordView, width: number): Fault | null {
  return record.fault && { code: record.fault, message: MESSAGES[record.fault](record, width) };
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
    const length = sequenceLength(bytes[at]!);
    const character = bytes.subarray(at, at + length);
    const readable = length > 0 && character.length === length && bytes[at] !== 0 && isUtf8(character);
    text += readable ? character.toString('utf8') : `\\x${bytes[at]!.toString(16).toUpperCase().padStart(2, '0')}`;
    at += readable ? length : 1;
  }
  return text;
}

/** Bytes of the UTF-8 character that begins with this byte; 0 where none can. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}
