import { parse } from 'csv-parse/sync';
import { isQuoted, type RecordView } from './record-view';

/**
 * The fields of a record that holds doubled quotes, parsed by csv-parse. The scanner has already checked the quoting,
 * so csv-parse never meets a stray quote, after which it would drop all further text.
 */
export function parseEscapedFields(record: RecordView, delimiter: string): string[] {
  const [fields] = parse(withoutBlanks(record, delimiter), {
    delimiter,
    record_delimiter: '\n',
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
  }) as unknown as string[][];
  return fields ?? [];
}

/** The record without blanks around its quoted fields, which csv-parse does not know. */
function withoutBlanks(record: RecordView, delimiter: string): Buffer {
  const { bytes, from, to } = record;
  const between = Buffer.from(delimiter);
  const pieces: Buffer[] = [];
  for (let i = 0; i < record.fields && i < from.length; i++) {
    const quote = isQuoted(record, i) ? 1 : 0;
    if (i > 0) pieces.push(between);
    pieces.push(bytes.subarray(from[i]! - quote, to[i]! + quote));
  }
  return Buffer.concat(pieces);
}
