import { isDeepStrictEqual } from 'node:util';
import type { Readable } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CustomerFileProcessed, StoredObject } from '@customer-files/events';
import type { Claims } from '../generated/customer-rows';
import type { Mail } from './mailbox';

/** What was measured did not do what it should: there is no figure. */
export class RunWrong extends Error {
  override readonly name = 'RunWrong';
}

/** Throws {@link RunWrong} where what was found is not what the generator knows. */
export function mustBe(what: string, found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected))
    throw new RunWrong(
      `${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}; this run has no figure`,
    );
}

/** @param alreadyThere valid rows that the table held, equal to those of the file */
export function checkSummary(
  { status, counts, failures }: CustomerFileProcessed,
  made: Claims,
  alreadyThere: number,
): void {
  const { rows, valid, invalid } = made;
  mustBe('how the file ended', status, 'processed');
  mustBe(
    'the counts of the summary',
    { ...counts },
    { total: rows, valid, invalid, inserted: valid - alreadyThere, unchanged: alreadyThere, conflicting: 0 },
  );
  mustBe('the faults of the summary', inOrder(failures), inOrder(made.failures));
}

/** Counts by code in the order of the codes, so that two can be compared. */
export const inOrder = (counts: Record<string, number>): [string, number][] =>
  Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));

/** A line for each reject, and one for the header. */
export async function checkRejects(s3: S3Client, rejects: StoredObject | null, { invalid }: Claims): Promise<void> {
  mustBe('the lines of the rejects', rejects ? await linesOf(s3, rejects) : 0, invalid === 0 ? 0 : invalid + 1);
}

const LF = 0x0a;

async function linesOf(s3: S3Client, { bucket, key }: StoredObject): Promise<number> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  let lines = 0;
  for await (const chunk of Body as Readable)
    for (let at = (chunk as Buffer).indexOf(LF); at >= 0; at = (chunk as Buffer).indexOf(LF, at + 1)) lines++;
  return lines;
}

const TALLY = {
  'in the file': 'total',
  accepted: 'valid',
  rejected: 'invalid',
  inserted: 'inserted',
  'already there': 'unchanged',
  conflicting: 'conflicting',
} as const;

/** One e-mail about the file, with the counts of its summary. */
export function checkMail(mails: readonly Mail[], { fileId, counts }: CustomerFileProcessed): void {
  const mine = mails.filter(({ text }) => text.includes(fileId));
  mustBe('e-mails about the file', mine.length, 1);
  for (const [label, name] of Object.entries(TALLY)) {
    const shown = new RegExp(`^  ${label} +([0-9,]+)$`, 'm').exec(mine[0]!.text)?.[1]?.replaceAll(',', '');
    mustBe(`"${label}" in the e-mail`, shown, String(counts![name]));
  }
}
