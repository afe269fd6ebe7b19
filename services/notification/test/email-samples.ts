import { create, CustomerFileProcessed } from '@customer-files/events';
import type { EmailContent } from '../src/domain/email/content';
import { endingContent } from '../src/domain/email/ending-content';
import { stalledContent } from '../src/domain/email/stalled-content';
import { unreceivedContent } from '../src/domain/email/unreceived-content';
import { linkTo } from '../src/domain/rejects-link';
import type { StalledFile } from '../src/domain/stalled';
import { FILE_ID } from './events';
import { DEAD_LETTER_QUEUES } from './dead-letter-queues';

const stored = (key: string) => ({
  bucket: 'customer-files-work-prod-123456789012',
  key,
  versionId: null,
  etag: 'e',
  bytes: 1,
});
const REJECTS = stored(`Curoupt_Records/${FILE_ID}/customers.rejects.csv`);

/** A summary of a file with rejects and conflicts. @param changed fields that differ */
export const summary = (changed: Partial<CustomerFileProcessed> = {}): CustomerFileProcessed =>
  create(CustomerFileProcessed, {
    fileId: FILE_ID,
    status: 'processed',
    asOf: '2026-06-30',
    receivedAt: '2026-06-30T11:59:59.000Z',
    startedAt: '2026-06-30T12:00:00.000Z',
    finishedAt: '2026-06-30T12:00:04.200Z',
    object: { bucket: 'landing', key: 'incoming/customers.csv', versionId: 'v', etag: 'e', bytes: 1 },
    counts: { total: 2000, valid: 1626, invalid: 374, inserted: 1600, unchanged: 20, conflicting: 6 },
    failures: { EMAIL_INVALID: 39, COUNTRY_UNKNOWN: 52, EMAIL_REQUIRED: 6 },
    rejects: REJECTS,
    conflicts: [stored(`Curoupt_Records/${FILE_ID}/conflicts-000001.csv`)],
    refusal: null,
    possiblyRepeated: false,
    late: false,
    notices: [],
    ...changed,
  });

/** The e-mail of a summary. @param changed fields that differ from {@link summary} */
export function endingOf(changed: Partial<CustomerFileProcessed> = {}): EmailContent {
  const ended = summary(changed);
  const rejectsLink = ended.rejects && linkTo(ended.rejects, ended.fileId, 'eu-west-1');
  return endingContent(ended, { functionName: 'aggregate', rejectsLink });
}

/** The e-mail of a stalled file. @param changed fields that differ */
export const stalledOf = (changed: Partial<StalledFile> = {}, possiblyRepeated = false): EmailContent =>
  stalledContent(
    {
      fileId: FILE_ID,
      key: 'incoming/customers.csv',
      since: '2026-06-30T12:00:00.000Z',
      lastSeenAt: '2026-06-30T12:04:00.000Z',
      parts: 21,
      gaps: [
        {
          missing: 'parts',
          stop: 'persistence',
          parts: [
            { from: 2, to: 2 },
            { from: 4, to: 6 },
            { from: 21, to: 21 },
          ],
        },
      ],
      ...changed,
    },
    { functionName: 'detectStalled', possiblyRepeated, deadLetterQueues: DEAD_LETTER_QUEUES },
  );

const NOTHING = { failures: {}, rejects: null, conflicts: [] };

/** An e-mail of each kind, by name: what the preview writes, and what tests go through. */
export const EMAIL_SAMPLES: Readonly<Record<string, EmailContent>> = {
  accepted: endingOf({
    ...NOTHING,
    counts: { total: 1626, valid: 1626, invalid: 0, inserted: 1606, unchanged: 20, conflicting: 0 },
  }),
  'with-rejects': endingOf({
    counts: { total: 2000, valid: 1626, invalid: 374, inserted: 1600, unchanged: 26, conflicting: 0 },
    failures: {
      ROW_MALFORMED: 1,
      CUSTOMER_ID_INVALID: 12,
      FULL_NAME_REQUIRED: 4,
      EMAIL_INVALID: 139,
      EMAIL_REQUIRED: 6,
      DATE_OF_BIRTH_OUT_OF_RANGE: 31,
      COUNTRY_UNKNOWN: 152,
      DUPLICATE_CUSTOMER: 40,
      A_CODE_OF_ANOTHER_VERSION: 2,
    },
    conflicts: [],
  }),
  'with-conflicts': endingOf(),
  refused: endingOf({
    ...NOTHING,
    status: 'refused',
    counts: null,
    refusal: {
      code: 'HEADER_MISSING_COLUMN',
      message: 'The file has no column `email`.',
      hint: 'Rename the column `e_mail` to `email`, and send the file again.',
    },
  }),
  'refused-under-way': endingOf({
    status: 'refused',
    late: true,
    counts: { total: 1000, valid: 990, invalid: 10, inserted: 980, unchanged: 9, conflicting: 1 },
    failures: { PHONE_NUMBER_INVALID: 10 },
    refusal: {
      code: 'FILE_CORRUPT',
      message: 'The gzip stream ends in the middle of the file.',
      hint: 'Send the file again; rows that are loaded already are counted as already there.',
    },
  }),
  'late-and-possibly-repeated': endingOf({ late: true, possiblyRepeated: true }),
  'with-notices': endingOf({
    ...NOTHING,
    counts: { total: 20, valid: 20, invalid: 0, inserted: 0, unchanged: 20, conflicting: 0 },
    notices: [
      { code: 'COLUMN_NOT_READ', message: 'The column `contry` was not read. If it is meant as `country`, rename it.' },
      { code: 'HEADER_REPEATED', message: 'Line 12 is the header once more, and was not counted as a row.' },
      { code: 'NOTHING_NEW', message: 'All 20 accepted rows were in the table already, with the same values.' },
    ],
  }),
  stalled: stalledOf(),
  unreceived: unreceivedContent({
    messages: 3,
    queues: DEAD_LETTER_QUEUES.ingestion,
    functionName: 'detectStalled',
    possiblyRepeated: false,
  }),
  'stalled-unknown-file': stalledOf(
    {
      key: null,
      parts: null,
      gaps: [
        { missing: 'result', stop: 'validation', parts: [] },
        { missing: 'file', stop: 'notification', parts: [] },
      ],
    },
    true,
  ),
};
