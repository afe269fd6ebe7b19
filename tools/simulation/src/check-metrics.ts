import type { CustomerFileProcessed } from '@customer-files/events';
import type { Expectation } from './expectation';
import type { Simulation } from './simulation';

/** What each metric counts of a file. */
const COUNTED: Readonly<Record<string, (summary: CustomerFileProcessed) => number>> = {
  FilesProcessed: ({ status }) => (status === 'processed' ? 1 : 0),
  FilesRefused: ({ status }) => (status === 'refused' ? 1 : 0),
  RowsTotal: ({ counts }) => counts?.total ?? 0,
  RowsInserted: ({ counts }) => counts?.inserted ?? 0,
  Rejects: ({ failures }) => Object.values(failures).reduce((sum, count) => sum + count, 0),
};

const sumOf = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);

/**
 * The metrics count each file once, whatever was delivered how often. Only a file with a fault in the last write of its
 * report may be uncounted.
 */
export function checkMetrics(
  { measured, mayBeUnmeasured }: Simulation,
  expectations: readonly Expectation[],
): string[] {
  const summaries = expectations.map(({ summary }) => summary);
  const certain = summaries.filter(({ fileId }) => !mayBeUnmeasured.has(fileId));
  return Object.entries(COUNTED).flatMap(([name, of]) => {
    const actual = sumOf(measured, (one) => (one.name === name ? one.value : 0));
    const [least, most] = [sumOf(certain, of), sumOf(summaries, of)];
    return actual >= least && actual <= most
      ? []
      : [`the metric ${name} counts ${actual} instead of ${least === most ? least : `${least} to ${most}`}`];
  });
}
