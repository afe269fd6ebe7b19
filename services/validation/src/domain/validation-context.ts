import type { DateLayout, FeedSettings } from '@customer-files/events';
import { type CalendarDay, dayFromIso } from '@customer-files/customer-schema';
import { EmptyWords } from './empty-words';

/** What a rule may use beside the cell. It is the same for every row and every attempt at a file, and never the clock. */
export interface ValidationContext {
  asOf: CalendarDay;
  namePunctuation: boolean;
  dateLayouts: readonly DateLayout[];
  /** Null where the feed has none. */
  emptyWords: EmptyWords | null;
}

/** @param asOf `YYYY-MM-DD` */
export function validationContext(asOf: string, settings: FeedSettings): ValidationContext {
  const { namePunctuation, dateLayouts, emptyWords } = settings;
  return {
    asOf: dayFromIso(asOf),
    namePunctuation,
    dateLayouts,
    emptyWords: emptyWords.length > 0 ? new EmptyWords(emptyWords) : null,
  };
}
