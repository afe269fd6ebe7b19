import { parse } from 'csv-parse/sync';
import type { RecordView } from './record-view';

/**
 * The fields of a record that holds doubled quotes, parsed by csv-parse. The scanner has already checked the quoting,
 * so csv-parse never meets a stray quote, after which it would drop all further text.
 */
export function parseEscapedFields(record: RecordView, delimiter: string): string[] {
  const [fields] = parse(record.bytes.subarray(record.start, record.end), {
    delimiter,
    record_delimiter: '\n',
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
  }) as unknown as string[][];
  return fields ?? [];
}
