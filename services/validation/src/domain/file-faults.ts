import { formatCount, formatNumber } from '@customer-files/format';
import { FileFault } from '@customer-files/csv';
import type { FeedSettings, RowCounts } from '@customer-files/events';

/** `FILE_TOO_LARGE` by its rows. */
export function tooManyRows(maxRows: number): FileFault {
  return new FileFault(
    'FILE_TOO_LARGE',
    `The file has more than ${formatCount(maxRows, 'row')}.`,
    'Split the file into smaller ones, each with the header, or raise maxRows in the settings of the feed.',
  );
}

/** `TOO_MANY_REJECTS` where more rows were rejected than the feed allows, or null. */
export function tooManyRejects(counts: RowCounts, maxRejects: FeedSettings['maxRejects']): FileFault | null {
  if (!exceeds(counts, maxRejects)) return null;
  return new FileFault(
    'TOO_MANY_REJECTS',
    `${formatNumber(counts.invalid)} of ${formatCount(counts.total, 'row')} were rejected; the feed allows ${maxRejects}.`,
    'Correct these rows in the file itself (the rejects file says what is wrong with each) and send the whole file again. ' +
      'Nothing of it was loaded.',
  );
}

/** A percentage is of all rows. */
function exceeds({ total, invalid }: RowCounts, maxRejects: FeedSettings['maxRejects']): boolean {
  if (maxRejects === null) return false;
  if (typeof maxRejects === 'number') return invalid > maxRejects;
  return invalid * 100 > Number(maxRejects.slice(0, -1)) * total;
}
