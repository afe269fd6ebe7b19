import { COLUMNS, type CodeSubject, REJECT_CODES, type RejectCode } from '@customer-files/customer-schema';

/** How often a code was given to a row. */
interface FaultCount {
  code: string;
  /** What the code means. */
  label: string;
  count: number;
}

/** The faults of a column, the most frequent first. */
export interface ColumnFaults {
  /** A column, `row` and `across columns` as in REJECT_CODES, or `other` for codes that this version does not know. */
  subject: CodeSubject | 'other';
  label: string;
  faults: FaultCount[];
}

const SUBJECT_LABELS = new Map<ColumnFaults['subject'], string>([
  ['row', 'Row'],
  ...COLUMNS.map(({ name, label }) => [name, label] as const),
  ['across columns', 'Across columns'],
  ['other', 'Other'],
]);

const isKnown = (code: string): code is RejectCode => Object.hasOwn(REJECT_CODES, code);
const subjectOf = (code: string): ColumnFaults['subject'] => (isKnown(code) ? REJECT_CODES[code].subject : 'other');
const labelOf = (code: string): string => (isKnown(code) ? REJECT_CODES[code].label : 'Other fault');

/**
 * Groups faults by column, in the order of the columns.
 *
 * @param failures how often each code was given, as in the events; those of another version may have other codes
 */
export function faultsByColumn(failures: Readonly<Record<string, number>>): ColumnFaults[] {
  return [...SUBJECT_LABELS].flatMap(([subject, label]) => {
    const faults = Object.entries(failures)
      .filter(([code]) => subjectOf(code) === subject)
      .map(([code, count]) => ({ code, label: labelOf(code), count }))
      .sort((a, b) => b.count - a.count);
    return faults.length > 0 ? [{ subject, label, faults }] : [];
  });
}
