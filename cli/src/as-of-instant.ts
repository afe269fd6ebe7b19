/** The day of an instant in a time zone, `YYYY-MM-DD`. */
function dayIn(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(instant);
  const part = (type: string): string => parts.find((found) => found.type === type)!.value;
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** An instant on a day of a time zone: noon UTC, or a time of that day where noon UTC is another one there. */
export function instantOn(day: string, timeZone: string): Date {
  const candidates = ['12:00:00Z', '00:00:00Z', '23:59:59Z'].map((time) => new Date(`${day}T${time}`));
  return candidates.find((instant) => dayIn(instant, timeZone) === day) ?? candidates[0]!;
}
