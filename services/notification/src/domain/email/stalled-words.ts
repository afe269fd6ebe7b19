import type { PartRange } from '../file-progress';
import { deadLettersOf, type Gap, type StalledFile, type Stop } from '../stalled';
import { fileName, number, oneLine, subjectLine } from './words';

/** What the e-mail of a stalled file knows beside the file. */
export interface StalledContext {
  functionName: string;
  stage: string;
  possiblyRepeated: boolean;
}

/** A longer list is not read. */
const MAX_RANGES = 12;

const sizeOf = ({ from, to }: PartRange): number => to - from + 1;
const countOf = (ranges: readonly PartRange[]): number => ranges.reduce((sum, range) => sum + sizeOf(range), 0);

/** Part numbers as people write them: "2, 4 to 6 and 9". @param ranges at least one */
export function formatRanges(ranges: readonly PartRange[]): string {
  const words = ranges
    .slice(0, MAX_RANGES)
    .map(({ from, to }) => (from === to ? number(from) : `${number(from)} to ${number(to)}`));
  const rest = countOf(ranges.slice(MAX_RANGES));
  if (rest > 0) words.push(`${number(rest)} more`);
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}` : words[0]!;
}

/** What is missing, in one sentence. */
export function gapInWords({ missing, parts: ranges }: Gap, parts: number | null): string {
  if (missing === 'result') return 'There is no result of validation yet.';
  if (missing === 'file') return 'The event that the file was received is missing.';
  const one = countOf(ranges) === 1;
  return `${one ? 'Part' : 'Parts'} ${formatRanges(ranges)} of ${number(parts!)} ${one ? 'is' : 'are'} missing.`;
}

const STOPS: Record<Stop, string> = {
  validation: 'validation, which reads the file',
  persistence: 'persistence, which loads the parts',
  notification: 'notification, which heard of the rest',
};

/** Where it stopped, and what to do there. */
export function remedyInWords({ stop }: Gap, stage: string): { where: string; queue: string } {
  return {
    where: `It stopped on its way through ${STOPS[stop]}. Look into its dead letters; to send them again is always safe:`,
    queue: deadLettersOf(stop, stage),
  };
}

/** What is missing first of all. */
export const stalledOutcome = ({ gaps, parts }: StalledFile): string => gapInWords(gaps[0]!, parts);

/** The file's name, or its id where nobody has told its name. */
export const stalledName = ({ key, fileId }: StalledFile): string =>
  key === null ? `File ${fileId}` : oneLine(fileName(key));

/** Subject of the e-mail: the file, and what is missing. One line, whatever the key holds. */
export const stalledSubject = (file: StalledFile, { possiblyRepeated }: StalledContext): string =>
  subjectLine({ late: false, possiblyRepeated }, `${stalledName(file)} has stalled: ${stalledOutcome(file)}`);
