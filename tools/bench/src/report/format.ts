import { formatNumber } from '@customer-files/format';
import { spread } from '../statistics';

/** As many digits as say something. */
const short = (value: number): string =>
  Math.abs(value) >= 100 ? formatNumber(value) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);

/** A median with its unit, and in parentheses how far the values lie apart: `4.21 s (4.11 to 4.45)`. */
export function spreadOf(values: readonly number[], unit = ''): string {
  const { median, least, most } = spread(values);
  const apart = values.length > 1 ? ` (${short(least)} to ${short(most)})` : '';
  return `${short(median)}${unit && ` ${unit}`}${apart}`;
}

/** Bytes as the memory of a function is given: in MB of 2^20. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

/** `340,000 rows/s` */
export const rate = (rows: number, seconds: number): string => `${formatNumber(rows / seconds)} rows/s`;
