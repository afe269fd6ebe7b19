import { relative } from 'node:path';
import { formatCount, formatNumber, oneLine } from '@customer-files/format';
import type { CustomerFileProcessed } from '@customer-files/events';

type Summary = Pick<
  CustomerFileProcessed,
  'status' | 'asOf' | 'startedAt' | 'finishedAt' | 'failures' | 'notices' | 'refusal'
>;

/** Numbers of rows. Those of the database are null where a file was only checked. */
type Counts = Record<'total' | 'valid' | 'invalid', number> &
  Record<'inserted' | 'unchanged' | 'conflicting', number | null>;

/** The result of a file, and where its files are on this machine. */
export interface Outcome extends Summary {
  /** The file's name as the user gave it, without its folders. */
  file: string;
  fileId: string | null;
  counts: Counts | null;
  rejects: string | null;
  conflicts: readonly string[];
  emails: readonly string[];
}

/** A path relative to the working directory, as people and the JSON document name it. */
const local = (path: string): string => relative(process.cwd(), path);

/** The same for a terminal. */
const shown = (path: string): string => oneLine(local(path));

/** The document of `--json`. */
export function jsonDocument(outcomes: readonly Outcome[], durationMs: { start: number; process: number }): object {
  const files = outcomes.map(
    ({
      file,
      fileId,
      status,
      asOf,
      startedAt,
      finishedAt,
      counts,
      notices,
      failures,
      rejects,
      conflicts,
      emails,
      refusal,
    }) => ({
      file,
      fileId,
      status,
      asOf,
      startedAt,
      finishedAt,
      counts,
      notices,
      failures,
      rejects: rejects && local(rejects),
      conflicts: conflicts.map(local),
      emails: emails.map(local),
      refusal,
    }),
  );
  return { files, durationMs };
}

const BAR = 24;

/** A bar chart of faults by code, the most frequent first, as lines. */
function faultChart(failures: Readonly<Record<string, number>>, total: number): string[] {
  const rows = Object.entries(failures).sort(([, a], [, b]) => b - a);
  const most = rows[0]?.[1] ?? 0;
  const width = Math.max(0, ...rows.map(([code]) => code.length));
  return rows.map(([code, count]) => {
    const bar = '█'.repeat(Math.max(1, Math.round((count / most) * BAR))).padEnd(BAR);
    return `    ${oneLine(code).padEnd(width)} ${bar} ${formatNumber(count).padStart(9)}  ${((count / total) * 100).toFixed(1).padStart(5)} %`;
  });
}

/** What the database did with the accepted rows. No line where a file was only checked. */
function loaded({ inserted, unchanged, conflicting }: Counts): string[] {
  if (inserted === null) return [];
  return [
    `  ${formatNumber(inserted)} inserted, ${formatNumber(unchanged!)} already there, ${formatNumber(conflicting!)} conflicting`,
  ];
}

/** What a refused file has left in the table. */
function leftBehind({ refusal, counts, fileId }: Outcome): string[] {
  if (!refusal || !counts?.inserted) return [];
  return [
    `  The inserted rows stay: send the corrected file as a whole, or take them out with: npm run undo -- ${fileId}`,
  ];
}

/** The result of a file, for a terminal. */
export function screenSummary(outcome: Outcome): string {
  const { file, counts, notices, failures, refusal, status, asOf, rejects, conflicts, emails } = outcome;
  return [
    '',
    `${oneLine(file)}: ${status}${counts ? `, validated as of ${asOf}` : ''}`,
    ...(refusal ? [`  ${refusal.code}: ${oneLine(refusal.message)}`, `  ${oneLine(refusal.hint)}`] : []),
    ...(counts
      ? [
          `  ${formatCount(counts.total, 'row')}: ${formatNumber(counts.valid)} accepted, ${formatNumber(counts.invalid)} rejected`,
          ...loaded(counts),
          ...leftBehind(outcome),
          ...faultChart(failures, counts.total),
        ]
      : []),
    ...notices.map(({ code, message }) => `  ${oneLine(`${code}: ${message}`)}`),
    ...(rejects ? [`  rejects    ${shown(rejects)}`] : []),
    ...conflicts.map((path) => `  conflicts  ${shown(path)}`),
    ...emails.map((path) => `  e-mail     ${shown(path)}`),
  ].join('\n');
}
