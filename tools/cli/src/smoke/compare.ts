import { parse } from 'csv-parse/sync';
import type { CustomerFileProcessed, StoredObject } from '@customer-files/events';
import { REJECTED, SMOKE_CUSTOMER_ID, type SmokeFile } from './smoke-file';
import type { StageObjects } from './stage-objects';

type Row = Record<string, string>;

/** Counts of rows by what became of them, also such as a newer version may add. */
type Counts = Record<string, number>;

const rowsOf = (csv: string): Row[] => parse(csv, { bom: true, columns: true }) as Row[];

/** A difference where two values are not the same. */
const differs = (what: string, is: unknown, expected: unknown): string[] =>
  is === expected ? [] : [`${what} is ${String(is)}, and not ${String(expected)}`];

const isMissing = (what: string, { bucket, key }: StoredObject): string =>
  `the ${what} s3://${bucket}/${key} is not there`;

/** Whether the counts are those of the file, and add up. */
function differencesOfCounts({ total, valid, invalid, ...loaded }: Counts, hasReject: boolean): string[] {
  const sum = Object.values(loaded).reduce((all, count) => all + count, 0);
  const expected = hasReject ? 1 : 0;
  return [
    ...differs('total', total, 1 + expected),
    ...differs('valid', valid, 1),
    ...differs('invalid', invalid, expected),
    ...differs('valid + invalid', valid! + invalid!, total),
    // The file is the newest.
    ...differs('outdated', loaded.outdated ?? 0, 0),
    ...differs(Object.keys(loaded).join(' + '), sum, valid),
  ];
}

async function differencesOfRejects(
  { failures, rejects }: CustomerFileProcessed,
  objects: StageObjects,
): Promise<string[]> {
  const codes = JSON.stringify(failures);
  const expected = JSON.stringify({ [REJECTED.code]: 1 });
  if (!rejects) return [...differs('failures', codes, expected), 'there is no rejects file'];
  const content = await objects.report(rejects);
  if (content === null) return [...differs('failures', codes, expected), isMissing('rejects file', rejects)];
  const rows = rowsOf(content);
  const [row = {}] = rows;
  return [
    ...differs('failures', codes, expected),
    ...differs('the number of rows in the rejects file', rows.length, 1),
    ...differs('_codes in the rejects file', row._codes, REJECTED.code),
    ...differs('_line in the rejects file', row._line, REJECTED.line),
    ...differs('customer_id in the rejects file', row.customer_id, SMOKE_CUSTOMER_ID),
    ...differs('phone_number in the rejects file', row.phone_number, REJECTED.phone_number),
  ];
}

/** Columns in which the row that was sent differs from the one in the table. */
function conflictingColumns(report: Row): string[] {
  const columns = Object.keys(report).flatMap((name) => /^sent_(.+)$/.exec(name)?.[1] ?? []);
  return columns.filter((column) => report[`sent_${column}`] !== report[`kept_${column}`]);
}

/** The row of an earlier year has another age. Any other difference is that of somebody else's row. */
async function differencesOfConflict({ conflicts }: CustomerFileProcessed, objects: StageObjects): Promise<string[]> {
  const [report] = conflicts;
  if (!report) return ['a row conflicts, and there is no report of it'];
  const content = await objects.report(report);
  if (content === null) return [isMissing('report of conflicts', report)];
  const [row = {}] = rowsOf(content);
  const others = conflictingColumns(row).filter((column) => column !== 'age');
  if (others.length === 0) return [];
  return [
    `customer ${SMOKE_CUSTOMER_ID} has another ${others.join(', ')} in dim_customer; the id is kept for smoke: delete that row`,
  ];
}

/** Compares the summary of a file, and its reports, with what was sent. Returns what is wrong, a line each. */
export async function differencesOf(
  summary: CustomerFileProcessed,
  { key, hasReject }: SmokeFile,
  objects: StageObjects,
): Promise<string[]> {
  const { status, refusal, counts, object } = summary;
  if (!counts || status !== 'processed')
    return [`the file is ${status}${refusal ? `: ${refusal.code}, ${refusal.message}` : ''}`];
  return [
    ...differs('the key in the summary', object.key, key),
    ...differencesOfCounts(counts as unknown as Counts, hasReject),
    ...(hasReject ? await differencesOfRejects(summary, objects) : []),
    ...(counts.conflicting > 0 ? await differencesOfConflict(summary, objects) : []),
  ];
}
