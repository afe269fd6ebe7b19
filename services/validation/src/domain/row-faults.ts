import type { RecordView } from '@customer-files/csv';
import type { RowCode } from '@customer-files/customer-schema';
import type { Fault } from './cell-rule';

const EXPLAIN: Record<RowCode, (record: RecordView, width: number) => string> = {
  ROW_FIELD_COUNT: ({ fields }, width) =>
    `the row has ${fields} fields, the header ${width}; ${fields > width ? 'put text that holds the delimiter in quotes' : 'a field or a delimiter is missing'}`,
  ROW_MALFORMED: () =>
    'the row has a quote that is not closed, or text after a closing quote; double each quote inside quotes',
  ROW_TOO_LONG: () => 'the row is longer than 64 KiB; look for a quote that is not closed, or shorten it',
  ROW_NUL_BYTE: () => 'the row holds a NUL byte (shown as \\x00); remove it',
  ROW_ENCODING: () =>
    'the row holds bytes that are not valid in the encoding of the file (shown as \\xNN); save the file as UTF-8',
};

/** The fault of a record as a whole, or null. */
export function rowFault(record: RecordView, width: number): Fault | null {
  return record.fault && { code: record.fault, message: EXPLAIN[record.fault](record, width) };
}
