import type { FeedSettings, RowCounts } from '@customer-files/events';

/** Whether more rows were rejected than the feed allows. A percentage is of all rows. */
export function tooManyRejects({ total, invalid }: RowCounts, maxRejects: FeedSettings['maxRejects']): boolean {
  if (maxRejects === null) return false;
  if (typeof maxRejects === 'number') return invalid > maxRejects;
  return invalid * 100 > Number(maxRejects.slice(0, -1)) * total;
}
