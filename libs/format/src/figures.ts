/** A number as people read it: `1,626`. Fractions are rounded. */
export const formatNumber = (value: number): string => Math.round(value).toLocaleString('en-US');

/** A number of things: `1 row`, `1,626 rows`. @param many the plural where it is not the singular with an `s` */
export const formatCount = (value: number, one: string, many = `${one}s`): string =>
  `${formatNumber(value)} ${value === 1 ? one : many}`;

/** A share as people read it, never 0 % for something nor 100 % for not all: `<0.1 %`, `1.5 %`, `99.9 %`. */
export function formatShare(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${percent > 99.9 && percent < 100 ? '99.9' : percent.toFixed(percent === Math.round(percent) ? 0 : 1)} %`;
}

/** The time between two instants (ISO 8601): `4.2 s`, `3 min 5 s`; `0.0 s` where the second is earlier. */
export function formatDuration(from: string, to: string): string {
  const seconds = Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** An instant (ISO 8601, UTC): `2026-06-30 12:00:00 UTC`. */
export const formatInstant = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
