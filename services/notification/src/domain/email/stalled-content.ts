import { formatInstant, formatNumber } from '@customer-files/format';
import type { PartRange } from '../file-progress';
import type { DeadLetterQueues, Gap, StalledFile, Stop } from '../stalled';
import { type Block, type EmailContent, fileName, POSSIBLY_REPEATED, sectionOf } from './content';
import { stalledSubject } from './subject';

/** What the e-mail needs beside the file. */
export interface StalledContext {
  functionName: string;
  possiblyRepeated: boolean;
  deadLetterQueues: DeadLetterQueues;
}

/** A longer list is not read. */
const MAX_RANGES = 12;

const SERVICES: Record<Stop, string> = {
  validation: 'validation, which reads the file',
  persistence: 'persistence, which loads the parts',
  notification: 'notification, which aggregates the events of the file',
};

const WHAT_FOLLOWS =
  'Rows that were loaded stay. When the missing events arrive, one more e-mail, marked as late, ' +
  'reports how the file ended.';

/** The e-mail about a file that has stalled: what is missing first, then where it stopped and what to do. */
export function stalledContent(file: StalledFile, context: StalledContext): EmailContent {
  const { fileId, key, since, lastSeenAt, parts, gaps } = file;
  const { functionName, possiblyRepeated, deadLetterQueues } = context;
  const headline = missingOf(gaps[0]!, parts);
  const name = key === null ? `File ${fileId}` : fileName(key);
  return {
    subject: stalledSubject(possiblyRepeated, name, headline),
    label: 'Stalled',
    tone: 'mixed',
    headline,
    fileName: name,
    sections: [
      ...sectionOf(null, possiblyRepeated ? [POSSIBLY_REPEATED] : []),
      ...sectionOf(
        'What is missing, and what to do',
        gaps.flatMap((gap) => gapBlocks(gap, parts, deadLetterQueues)),
      ),
      ...sectionOf('What follows', [{ type: 'paragraph', text: WHAT_FOLLOWS }]),
    ],
    facts: [
      { label: 'File', value: key ?? 'not known' },
      { label: 'Received', value: formatInstant(since) },
      { label: 'Last event', value: formatInstant(lastSeenAt) },
      { label: 'Sent by', value: functionName },
      { label: 'File id', value: fileId },
    ],
  };
}

function gapBlocks(gap: Gap, parts: number | null, queues: DeadLetterQueues): Block[] {
  const remedy = 'Look into its dead letters; it is always safe to send them again:';
  return [
    { type: 'paragraph', bold: true, text: missingOf(gap, parts) },
    { type: 'paragraph', text: `The file stopped at ${SERVICES[gap.stop]}. ${remedy}` },
    ...queues[gap.stop].map((text): Block => ({ type: 'detail', text })),
  ];
}

const countOf = (ranges: readonly PartRange[]): number => ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);

/** Part numbers as people write them: "2, 4 to 6 and 9". @param ranges at least one */
export function formatRanges(ranges: readonly PartRange[]): string {
  const words = ranges
    .slice(0, MAX_RANGES)
    .map(({ from, to }) => (from === to ? formatNumber(from) : `${formatNumber(from)} to ${formatNumber(to)}`));
  const rest = countOf(ranges.slice(MAX_RANGES));
  if (rest > 0) words.push(`${formatNumber(rest)} more`);
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}` : words[0]!;
}

/** What is missing, in one sentence. */
function missingOf({ missing, parts: ranges }: Gap, parts: number | null): string {
  if (missing === 'result') return 'There is no result of validation yet.';
  if (missing === 'file') return 'The event that the file was received is missing.';
  const numbers = `${formatRanges(ranges)} of ${formatNumber(parts!)}`;
  return countOf(ranges) === 1 ? `Part ${numbers} is missing.` : `Parts ${numbers} are missing.`;
}
