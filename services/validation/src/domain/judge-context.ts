import type { DateLayout, FeedSettings } from '@customer-files/events';
import { type CalendarDay, dayFromIso } from './calendar';

/** What a rule may know beside the cell. The same for every row of a file, on every attempt: never the clock. */
export interface JudgeContext {
  asOf: CalendarDay;
  namePunctuation: boolean;
  dateLayouts: readonly DateLayout[];
}

/** @param asOf `YYYY-MM-DD` */
export function judgeContext(asOf: string, settings: FeedSettings): JudgeContext {
  return { asOf: dayFromIso(asOf), namePunctuation: settings.namePunctuation, dateLayouts: settings.dateLayouts };
}
