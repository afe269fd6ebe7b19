import type { CustomerFileProcessed } from '@customer-files/events';

/** The metrics of files in CloudWatch. Those by code have the dimension `code`. */
export const FILE_METRICS = {
  FilesProcessed: { unit: 'Count', byCode: false },
  /** By the code of the refusal. */
  FilesRefused: { unit: 'Count', byCode: true },
  FilesStalled: { unit: 'Count', byCode: false },
  /** Rows of files that ended; `inserted`, `unchanged` and `conflicting` add up to the valid rows that were published. */
  RowsTotal: { unit: 'Count', byCode: false },
  RowsValid: { unit: 'Count', byCode: false },
  RowsInvalid: { unit: 'Count', byCode: false },
  RowsInserted: { unit: 'Count', byCode: false },
  RowsUnchanged: { unit: 'Count', byCode: false },
  RowsConflicting: { unit: 'Count', byCode: false },
  /** By the code of a fault; a row with two codes counts for both. */
  Rejects: { unit: 'Count', byCode: true },
  /** From the event of S3 to the e-mail. */
  SecondsToEmail: { unit: 'Seconds', byCode: false },
} as const;

type MetricName = keyof typeof FILE_METRICS;

/** A value of one of these metrics. */
interface FileMeasurement {
  name: MetricName;
  unit: 'Count' | 'Seconds';
  value: number;
  code?: string;
}

const measured = (name: MetricName, value: number, code?: string): FileMeasurement => ({
  name,
  unit: FILE_METRICS[name].unit,
  value,
  ...(code === undefined ? {} : { code }),
});

/**
 * What is measured of a file that ended: its ending, its rows, its faults by code, and how long its owner waited.
 *
 * @param seconds from the event of S3 to the e-mail
 */
export function endingMetrics(
  { counts, failures, refusal }: CustomerFileProcessed,
  seconds: number,
): readonly FileMeasurement[] {
  const rows = counts && [
    measured('RowsTotal', counts.total),
    measured('RowsValid', counts.valid),
    measured('RowsInvalid', counts.invalid),
    measured('RowsInserted', counts.inserted),
    measured('RowsUnchanged', counts.unchanged),
    measured('RowsConflicting', counts.conflicting),
  ];
  return [
    refusal ? measured('FilesRefused', 1, refusal.code) : measured('FilesProcessed', 1),
    ...(rows ?? []),
    ...Object.entries(failures).map(([code, count]) => measured('Rejects', count, code)),
    // The clocks of S3 and of Lambda may differ.
    measured('SecondsToEmail', Math.max(0, seconds)),
  ];
}

/** What is measured of a file that has stalled. */
export const stalledMetrics = (): readonly FileMeasurement[] => [measured('FilesStalled', 1)];
