import { NOTICE_CODES, type NoticeCode } from '@customer-files/customer-schema';
import type { CustomerFileProcessed } from '@customer-files/events';
import { formatDuration, formatInstant, formatNumber, formatShare } from '@customer-files/format';
import { faultsByColumn } from '../faults-by-column';
import { type Block, type EmailContent, type Fact, fileName, POSSIBLY_REPEATED, sectionOf, type Tone } from './content';
import { endingSubject } from './subject';

/** What the e-mail needs beside the summary. */
export interface EndingContext {
  functionName: string;
  /** Address of the rejects file, or null if there is none. */
  rejectsLink: string | null;
}

const LABELS: Record<Tone, string> = { good: 'Processed', mixed: 'Processed, with rows to look at', bad: 'Refused' };

const LATE: Block = {
  type: 'paragraph',
  bold: true,
  text: 'This e-mail is late: the file had been reported as stalled.',
};

const EACH_ROW = 'Each row names its line and what is wrong with it.';
const CORRECT_ROWS = `${EACH_ROW} Correct the rows and drop the rejects file into the feed again.`;
const CORRECT_FILE =
  `${EACH_ROW} Nothing of the file was loaded: ` +
  'correct these rows in the original file and send the whole file again.';

/** What was accepted before the fault was found is in the table; people take a refused file for one that left nothing. */
function loadedStays({ counts, fileId }: CustomerFileProcessed): Block[] {
  const loaded = loadedRows(counts);
  if (loaded === 0) return [];
  const rows =
    loaded === 1
      ? '1 row of it is in the table already, and stays'
      : `${formatNumber(loaded)} rows of it are in the table already, and stay`;
  const text =
    `${rows}: send the corrected file as a whole, or have taken out first what is ` +
    `there, by an undo of file ${fileId}.`;
  return [{ type: 'paragraph', bold: true, text }];
}

const loadedRows = (counts: CustomerFileProcessed['counts']): number =>
  counts ? counts.inserted + counts.unchanged + counts.conflicting : 0;

/** A duplicate is one within its file only: alone in the rejects file it would be accepted. */
const TAKE_OUT_DUPLICATES =
  'Before you do, take out the rows with DUPLICATE_CUSTOMER: their customer is in the file already, and was accepted. ' +
  'If they are two people, send such a row in a file of its own.';

const SEVERAL_FAULTS = 'A row can have more than one fault.';

/** The e-mail about a file that ended: the outcome first. */
export function endingContent(summary: CustomerFileProcessed, context: EndingContext): EmailContent {
  const { object, late, possiblyRepeated, refusal } = summary;
  const tone = toneOf(summary);
  const headline = outcome(summary);
  const name = fileName(object.key);
  return {
    subject: endingSubject(summary, name, refusal !== null, headline),
    label: LABELS[tone],
    tone,
    headline,
    fileName: name,
    sections: [
      ...sectionOf(null, [...(late ? [LATE] : []), ...(possiblyRepeated ? [POSSIBLY_REPEATED] : [])]),
      ...sectionOf(
        'What to do',
        refusal
          ? [{ type: 'paragraph', text: refusal.hint }, ...loadedStays(summary), { type: 'detail', text: refusal.code }]
          : [],
      ),
      ...sectionOf('Notices', notices(summary)),
      ...sectionOf('Rows', rowCounts(summary)),
      ...sectionOf('Customers', customerCounts(summary)),
      ...sectionOf('Why rows were rejected', faults(summary)),
      ...sectionOf('Rejected rows', rejects(summary, context.rejectsLink)),
      ...sectionOf('Conflicts', conflicts(summary)),
    ],
    facts: facts(summary, context.functionName),
  };
}

function toneOf({ refusal, counts }: CustomerFileProcessed): Tone {
  if (refusal) return 'bad';
  return counts!.invalid + counts!.conflicting > 0 ? 'mixed' : 'good';
}

/** How a file ended, in one sentence. */
function outcome({ counts, refusal }: CustomerFileProcessed): string {
  if (refusal) return refusal.message;
  const { total, valid, invalid } = counts!;
  if (total === 0) return 'The file has a header and no rows.';
  if (invalid === 0) return `${total === 1 ? 'The one row was' : `All ${formatNumber(total)} rows were`} accepted.`;
  if (valid === 0) return `${total === 1 ? 'The one row was' : `All ${formatNumber(total)} rows were`} rejected.`;
  return `${formatNumber(valid)} of ${formatNumber(total)} rows were accepted, ${formatNumber(invalid)} rejected.`;
}

/** The label of a notice with its code; only the code where another version of the publisher has a code of its own. */
const noticeDetail = (code: string): string =>
  Object.hasOwn(NOTICE_CODES, code) ? `${NOTICE_CODES[code as NoticeCode].label} (${code})` : code;

function notices({ notices: all }: CustomerFileProcessed): Block[] {
  return all.flatMap(({ code, message }): Block[] => [
    { type: 'paragraph', text: message },
    { type: 'detail', text: noticeDetail(code) },
  ]);
}

const countsBlock = (counts: readonly (readonly [label: string, value: number])[]): Block => ({
  type: 'counts',
  counts: counts.map(([label, value]) => ({ label, value: formatNumber(value) })),
});

function rowCounts({ counts }: CustomerFileProcessed): Block[] {
  if (!counts) return [];
  const { total, valid, invalid } = counts;
  return [
    countsBlock([
      ['in the file', total],
      ['accepted', valid],
      ['rejected', invalid],
    ]),
  ];
}

function customerCounts({ counts }: CustomerFileProcessed): Block[] {
  if (!counts) return [];
  const { inserted, unchanged, conflicting } = counts;
  return [
    countsBlock([
      ['inserted', inserted],
      ['already there', unchanged],
      ['conflicting', conflicting],
    ]),
  ];
}

function faults({ failures, counts }: CustomerFileProcessed): Block[] {
  const columns = faultsByColumn(failures);
  if (columns.length === 0) return [];
  const all = Object.values(failures);
  const most = Math.max(...all);
  const hasRowsWithSeveralFaults = all.reduce((sum, count) => sum + count, 0) > counts!.invalid;
  return [
    ...(hasRowsWithSeveralFaults ? [{ type: 'paragraph', text: SEVERAL_FAULTS } as const] : []),
    ...columns.map(({ label: column, faults: found }): Block => {
      const lines = found.map(({ label, code, count }) => ({
        label,
        code,
        count: formatNumber(count),
        share: formatShare(count, counts!.total),
        bar: count / most,
      }));
      return { type: 'faults', column, lines };
    }),
  ];
}

/** What to do with the rejected rows. Of a refused file, loaded rows stay; with `maxRejects`, nothing was loaded. */
function remedy({ refusal, counts }: CustomerFileProcessed): string {
  if (!refusal) return CORRECT_ROWS;
  return loadedRows(counts) > 0 ? CORRECT_ROWS : CORRECT_FILE;
}

function rejects(summary: CustomerFileProcessed, rejectsLink: string | null): Block[] {
  if (!rejectsLink) return [];
  return [
    { type: 'link', label: 'Open the rejected rows', address: rejectsLink },
    { type: 'paragraph', text: remedy(summary) },
    ...(summary.failures.DUPLICATE_CUSTOMER ? [{ type: 'paragraph', text: TAKE_OUT_DUPLICATES } as const] : []),
  ];
}

function conflicts({ counts, conflicts: files }: CustomerFileProcessed): Block[] {
  const conflicting = counts?.conflicting ?? 0;
  if (conflicting === 0) return [];
  const differ =
    conflicting === 1
      ? '1 row differs from the customer with the same customer_id that is already there.'
      : `${formatNumber(conflicting)} rows differ from the customers with the same customer_id that are already there.`;
  return [
    { type: 'paragraph', text: `${differ} Existing customers are never updated. Both versions are in:` },
    { type: 'addresses', addresses: files.map(({ bucket, key }) => `s3://${bucket}/${key}`) },
  ];
}

function facts({ object, asOf, startedAt, finishedAt, fileId }: CustomerFileProcessed, functionName: string): Fact[] {
  return [
    { label: 'File', value: object.key },
    { label: 'As-of date', value: asOf },
    { label: 'Received', value: formatInstant(startedAt) },
    { label: 'Finished', value: `${formatInstant(finishedAt)}, after ${formatDuration(startedAt, finishedAt)}` },
    { label: 'Sent by', value: functionName },
    { label: 'File id', value: fileId },
  ];
}
