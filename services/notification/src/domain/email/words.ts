import type { CustomerFileProcessed } from '@customer-files/events';

/** What the e-mail knows beside the summary. */
export interface MailContext {
  functionName: string;
  /** Address of the rejects file, or null where there is none. */
  rejectsLink: string | null;
}

/** A number as people read it: 1,626. */
export const number = (value: number): string => value.toLocaleString('en-US');

/** A share as people read it, never 0 % for something nor 100 % for not all. */
export function share(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${percent > 99.9 && percent < 100 ? '99.9' : percent.toFixed(percent === Math.round(percent) ? 0 : 1)} %`;
}

/** How long something took: 4.2 s, 3 min 5 s. */
export function duration(from: string, to: string): string {
  const seconds = Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** 2026-06-30 12:00:00 UTC */
export const instant = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** The file's name, without its folders. */
export const fileName = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

/** Without what could break a header or turn text around. */
export const oneLine = (text: string): string => text.replace(CONTROLS, ' ').replace(/ {2,}/g, ' ').trim();

/** How a file ended, in one sentence. */
export function outcome({ status, counts, refusal }: CustomerFileProcessed): string {
  if (status === 'refused') return oneLine(refusal!.message);
  const { total, valid, invalid } = counts!;
  if (total === 0) return 'The file has a header and no rows.';
  if (invalid === 0) return `${total === 1 ? 'The one row was' : `All ${number(total)} rows were`} accepted.`;
  if (valid === 0) return `${total === 1 ? 'The one row was' : `All ${number(total)} rows were`} rejected.`;
  return `${number(valid)} of ${number(total)} rows were accepted, ${number(invalid)} rejected.`;
}

/** What the e-mail of a late ending says first. */
export const LATE = 'This comes late: the file had been reported as stalled.';

const MAX_SUBJECT = 200;

/** One line for a subject, whatever is in it. @param marks words in brackets that begin it */
export function subjectLine(marks: { late: boolean; possiblyRepeated: boolean }, text: string): string {
  const line = `${marks.late ? '[late] ' : ''}${marks.possiblyRepeated ? '[possibly repeated] ' : ''}${text}`;
  return [...line].slice(0, MAX_SUBJECT).join('');
}

/** Subject of the e-mail: the file, and how it ended. */
export function subject(summary: CustomerFileProcessed): string {
  const name = oneLine(fileName(summary.object.key));
  const ended = summary.status === 'refused' ? ` was refused: ${outcome(summary)}` : `: ${outcome(summary)}`;
  return subjectLine(summary, `${name}${ended}`);
}

const WITH_REJECTS =
  'Each row says where it stood and what is wrong with it. Correct the rows and drop the file into the feed again.';
const ALL_AGAIN =
  'Each row says where it stood and what is wrong with it. Nothing of the file was loaded: correct these rows in the file itself, and send all of it again.';
const STAYS = 'What was accepted before the fault showed has been loaded, and stays.';

/** What to do with rejected rows. Of a file that was refused, what was loaded stays; with a limit of rejects, nothing was. */
export function withRejects({ refusal, counts }: CustomerFileProcessed): string {
  if (!refusal) return WITH_REJECTS;
  return counts && counts.valid > 0 && counts.inserted + counts.unchanged + counts.conflicting > 0
    ? `${WITH_REJECTS} ${STAYS}`
    : ALL_AGAIN;
}

/** A duplicate is one of its file only: alone in the rejects it would be accepted. */
export const WITH_DUPLICATES =
  'Delete the rows with DUPLICATE_CUSTOMER before you do: their customer is in the file already, and was accepted.';

export const SEVERAL_FAULTS = 'A row can have more than one fault.';

/** Whether the faults add up to more than the rejected rows. */
export function hasRowsWithSeveralFaults({ counts, failures }: CustomerFileProcessed): boolean {
  return Object.values(failures).reduce((sum, count) => sum + count, 0) > counts!.invalid;
}
