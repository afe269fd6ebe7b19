import { formatNumber } from '@customer-files/format';

const LEAST = 1e-6;

/** 0.0123: three digits that say something. */
export function dollars(usd: number): string {
  if (usd === 0) return '0';
  if (usd < LEAST) return '< 0.000001';
  const digits = 2 - Math.floor(Math.log10(usd));
  return usd.toFixed(Math.min(Math.max(digits, 2), 6));
}

/** 1,626; of what is no whole number, three digits that say something. */
export function quantity(value: number): string {
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return formatNumber(value);
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** A table in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map((title) => (title === '' || title === 'from' ? '---' : '---:')).join('|')}|`,
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  '',
];
