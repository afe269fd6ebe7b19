import { randomBytes } from 'node:crypto';
import type { FeedSettings } from '@customer-files/events';
import { asOfDate } from '@customer-files/ingestion';

/** The customer id that is kept for smoke tests: the greatest that there can be. */
export const SMOKE_CUSTOMER_ID = '9223372036854775807';

/** The code of the row that has to be rejected, and the line that it is in. */
export const REJECTED = { code: 'PHONE_NUMBER_INVALID', line: '3', phone_number: '555-SMOKE' } as const;

const COLUMNS = 'customer_id,full_name,email,age,date_of_birth,phone_number';
const BORN = { date: '2000-01-01', year: 2000 };

/** The file of a smoke test. */
export interface SmokeFile {
  key: string;
  body: string;
  /** Whether it has the row that has to be rejected. A feed may refuse a file for one row. */
  hasReject: boolean;
}

/** Whether a feed processes a file of two rows, one of which is rejected. */
function allowsReject({ maxRejects }: FeedSettings): boolean {
  if (maxRejects === null) return true;
  return typeof maxRejects === 'number' ? maxRejects >= 1 : parseFloat(maxRejects) >= 50;
}

const row = (year: number, phone: string): string =>
  `${SMOKE_CUSTOMER_ID},Smoke Test,smoke.test@example.com,${year - BORN.year},${BORN.date},${phone}\n`;

/** The file that a smoke test sends to a feed: a valid row, always the same within a year, and one with a letter in its phone number. */
export function smokeFile(feed: FeedSettings, now: Date): SmokeFile {
  const year = Number(asOfDate(now, feed.timeZone).slice(0, 4));
  const hasReject = allowsReject(feed);
  const instant = now.toISOString().slice(0, 19).replaceAll(':', '-');
  return {
    // Two runs within a second have different keys.
    key: `${feed.incomingPrefix}smoke-${instant}-${randomBytes(3).toString('hex')}.csv`,
    body: `${COLUMNS}\n${row(year, '5550100000')}${hasReject ? row(year, REJECTED.phone_number) : ''}`,
    hasReject,
  };
}
