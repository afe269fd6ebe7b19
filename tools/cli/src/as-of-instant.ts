import { asOfDate } from '@customer-files/ingestion';

/** An instant on a day of a time zone: noon UTC, or a time of that day where noon UTC is another one there. */
export function instantOn(day: string, timeZone: string): Date {
  const candidates = ['12:00:00Z', '00:00:00Z', '23:59:59Z'].map((time) => new Date(`${day}T${time}`));
  return candidates.find((instant) => asOfDate(instant, timeZone) === day) ?? candidates[0]!;
}
