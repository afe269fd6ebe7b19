import { oneLine } from '@customer-files/format';

/** A mail server may cut a longer subject, or refuse it. */
const MAX_LENGTH = 200;

/** Words in brackets that start a subject. */
export interface SubjectMarks {
  late: boolean;
  possiblyRepeated: boolean;
}

/** One line of at most 200 characters, whatever the file's name contains. */
function subjectLine({ late, possiblyRepeated }: SubjectMarks, text: string): string {
  const marks = `${late ? '[late] ' : ''}${possiblyRepeated ? '[possibly repeated] ' : ''}`;
  return [...`${marks}${oneLine(text)}`].slice(0, MAX_LENGTH).join('');
}

/** Subject of the e-mail about a file that ended: the file, and its outcome. */
export const endingSubject = (marks: SubjectMarks, name: string, isRefused: boolean, outcome: string): string =>
  subjectLine(marks, isRefused ? `${name} was refused: ${outcome}` : `${name}: ${outcome}`);

/** Subject of the e-mail about files that were never received. */
export const unreceivedSubject = (possiblyRepeated: boolean, outcome: string): string =>
  subjectLine({ late: false, possiblyRepeated }, outcome);

/** Subject of the e-mail about a file that has stalled: the file, and what is missing. */
export const stalledSubject = (possiblyRepeated: boolean, name: string, missing: string): string =>
  subjectLine({ late: false, possiblyRepeated }, `${name} has stalled: ${missing}`);

/** Subject of the e-mail about a file that was undone: the file, and what was taken out. */
export const withdrawnSubject = (possiblyRepeated: boolean, name: string, outcome: string): string =>
  subjectLine({ late: false, possiblyRepeated }, `${name} was withdrawn: ${outcome}`);
