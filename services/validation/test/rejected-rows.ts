import { parse } from 'csv-parse/sync';

/** The delimiter of a rejects file: what stands before the first column that was added. */
export const rejectsDelimiter = (rejects: string): string => /([^])_line[^]_codes[^]_messages\n/.exec(rejects)![1]!;

/** The rows of a rejects file, by column; none where there is no file. */
export function rejectedRows(rejects: string): Record<string, string>[] {
  if (rejects === '') return [];
  return parse(rejects, { columns: true, bom: true, delimiter: rejectsDelimiter(rejects), record_delimiter: '\n' });
}
