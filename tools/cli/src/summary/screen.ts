import { relative } from 'node:path';
import type { Counts, Outcome } from './outcome';
import { formatNumber } from '@customer-files/format';

const BAR = 24;

/** A bar chart of faults by code, the most frequent first; lines without an end. */
function faultChart(failures: Readonly<Record<string, number>>, total: number): string[] {
  const rows = Object.entries(failures).sort(([, a], [, b]) => b - a);
  const most = rows[0]?.[1] ?? 0;
  const width = Math.max(0, ...rows.map(([code]) => code.length));
  return rows.map(([code, count]) => {
    const bar = '█'.repeat(Math.max(1, Math.round((count / most) * BAR))).padEnd(BAR);
    return `    ${code.padEnd(width)} ${bar} ${formatNumber(count).padStart(9)}  ${((count / total) * 100).toFixed(1).padStart(5)} %`;
  });
}

/** What the database did with the accepted rows; nothing where there was none. */
function loaded({ inserted, unchanged, conflicting }: Counts): string[] {
  if (inserted === null) return [];
  return [
    `  ${formatNumber(inserted)} inserted, ${formatNumber(unchanged!)} already there, ${formatNumber(conflicting!)} conflicting`,
  ];
}

/** How a file ended, for the screen. */
export function screenSummary({
  file,
  counts,
  failures,
  refusal,
  status,
  asOf,
  rejects,
  conflicts,
  emails,
}: Outcome): string {
  const local = (path: string): string => relative(process.cwd(), path);
  return [
    '',
    `${file}: ${status}${counts ? `, validated as of ${asOf}` : ''}`,
    ...(refusal ? [`  ${refusal.code}: ${refusal.message}`, `  ${refusal.hint}`] : []),
    ...(counts
      ? [
          `  ${formatNumber(counts.total)} rows: ${formatNumber(counts.valid)} accepted, ${formatNumber(counts.invalid)} rejected`,
          ...loaded(counts),
          ...faultChart(failures, counts.total),
        ]
      : []),
    ...(rejects ? [`  rejects    ${local(rejects)}`] : []),
    ...conflicts.map((path) => `  conflicts  ${local(path)}`),
    ...emails.map((path) => `  e-mail     ${local(path)}`),
  ].join('\n');
}
