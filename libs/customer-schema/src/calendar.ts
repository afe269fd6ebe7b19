/** A day of the proleptic Gregorian calendar. `days` counts from 2000-01-01, as PostgreSQL's binary format does. */
export interface CalendarDay {
  year: number;
  /** 1 to 12 */
  month: number;
  day: number;
  days: number;
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Whether there is such a day: 2023-02-29 is none. */
export function isRealDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= DAYS_IN_MONTH[month - 1]! || (month === 2 && day === 29 && isLeap(year));
}

/** Days since 2000-01-01 of a real day. */
export function daysSince2000(year: number, month: number, day: number): number {
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  const afterFebruary = month > 2 && isLeap(year) ? 1 : 0;
  return past * 365 + leapDays + DAYS_BEFORE_MONTH[month - 1]! + afterFebruary + day - 730_120;
}

/** @param text `YYYY-MM-DD`, a real day */
export function dayFromIso(text: string): CalendarDay {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  return { year, month, day, days: daysSince2000(year, month, day) };
}

/** `YYYY-MM-DD` */
export function isoFromDay({ year, month, day }: Omit<CalendarDay, 'days'>): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Whole years from a birthday to a day; someone born on 29 February has a birthday on 1 March in common years. */
export function wholeYears(birthYear: number, birthMonth: number, birthDay: number, on: CalendarDay): number {
  const before = on.month < birthMonth || (on.month === birthMonth && on.day < birthDay);
  return on.year - birthYear - (before ? 1 : 0);
}
