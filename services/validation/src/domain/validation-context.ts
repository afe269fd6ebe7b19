import type { DateLayout, FeedSettings } from '@customer-files/events';
import { type CalendarDay, dayFromIso } from '@customer-files/customer-schema';

/** What a rule may use beside the cell. It is the same for every row and every attempt at a file, and never the clock. */
export interface ValidationContext {
  asOf: CalendarDay;
  namePunctuation: boolean;
  dateLayouts: readonly DateLayout[];
}

/** @param asOf `YYYY-MM-DD` */
export function validationContext(asOf: string, settings: FeedSettings): ValidationContext {
  return { asOf: dayFromIso(asOf), namePunctuation: settings.namePunctuation, dateLayouts: settings.dateLayouts };
}
