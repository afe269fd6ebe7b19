import type { CustomerFileProcessed } from '@customer-files/events';
import { faultsByColumn } from '../code-names';
import { REPEATED_TEXT, wrap } from './lines';
import {
  duration,
  hasRowsWithSeveralFaults,
  instant,
  LATE,
  type MailContext,
  number,
  oneLine,
  outcome,
  SEVERAL_FAULTS,
  share,
  WITH_DUPLICATES,
  withRejects,
} from './words';

const BAR = 20;

function faults(summary: CustomerFileProcessed): string[] {
  const { failures, counts } = summary;
  const grouped = faultsByColumn(failures);
  if (grouped.length === 0) return [];
  const most = Math.max(...grouped.flatMap((column) => column.faults.map(({ count }) => count)));
  const lines = grouped.flatMap(({ column, faults: found }) => [
    `  ${column}`,
    ...found.map(({ name, count, code }) => {
      const bar = '#'.repeat(Math.max(1, Math.round((count / most) * BAR)));
      return `    ${bar.padEnd(BAR)} ${number(count).padStart(9)}  ${share(count, counts!.total).padStart(7)}  ${name}\n${' '.repeat(46)}${code}`;
    }),
  ]);
  return [
    'WHY ROWS WERE REJECTED',
    ...(hasRowsWithSeveralFaults(summary) ? [`  ${SEVERAL_FAULTS}`] : []),
    ...lines,
    '',
  ];
}

function tally({ counts }: CustomerFileProcessed): string[] {
  if (!counts) return [];
  const row = (label: string, value: number): string => `  ${label.padEnd(22)}${number(value).padStart(12)}`;
  return [
    'ROWS',
    row('in the file', counts.total),
    row('accepted', counts.valid),
    row('rejected', counts.invalid),
    '',
    'CUSTOMERS',
    row('inserted', counts.inserted),
    row('already there', counts.unchanged),
    row('conflicting', counts.conflicting),
    '',
  ];
}

/** The e-mail as plain text: the same as the HTML says, in lines of 76 characters but for addresses. */
export function textBody(summary: CustomerFileProcessed, { functionName, rejectsLink }: MailContext): string {
  const { object, refusal, failures, counts, conflicts, asOf, startedAt, finishedAt, fileId, possiblyRepeated, late } =
    summary;
  return [
    wrap(outcome(summary)),
    '',
    ...(refusal ? [wrap(`What to do: ${oneLine(refusal.hint)}`), `Code: ${refusal.code}`, ''] : []),
    ...(late ? [wrap(LATE), ''] : []),
    ...(possiblyRepeated ? [wrap(REPEATED_TEXT), ''] : []),
    ...tally(summary),
    ...faults(summary),
    ...(rejectsLink
      ? [
          'REJECTED ROWS, WITH THE REASONS',
          `  ${rejectsLink}`,
          wrap(withRejects(summary)),
          ...(failures.DUPLICATE_CUSTOMER ? [wrap(WITH_DUPLICATES)] : []),
          '',
        ]
      : []),
    ...(counts && counts.conflicting > 0
      ? [
          wrap(
            `${number(counts.conflicting)} rows differ from customers that are already there. Existing customers are never updated; both versions are in:`,
          ),
          ...conflicts.map(({ bucket, key }) => `  s3://${bucket}/${key}`),
          '',
        ]
      : []),
    'ABOUT THIS RUN',
    `  file      ${oneLine(object.key)}`,
    `  judged as of ${asOf}`,
    `  received  ${instant(startedAt)}`,
    `  finished  ${instant(finishedAt)} (${duration(startedAt, finishedAt)})`,
    `  sent by   ${functionName}`,
    `  file id   ${fileId}`,
    '',
  ].join('\n');
}
