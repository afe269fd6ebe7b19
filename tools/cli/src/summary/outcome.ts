import type { CustomerFileProcessed } from '@customer-files/events';

type Summary = Pick<CustomerFileProcessed, 'status' | 'asOf' | 'startedAt' | 'finishedAt' | 'failures' | 'refusal'>;

/** Rows of a file; what the database did with them is null where there was none. */
export type Counts = Record<'total' | 'valid' | 'invalid', number> &
  Record<'inserted' | 'unchanged' | 'conflicting', number | null>;

/** How a file ended, and where its results are on this machine. */
export interface Outcome extends Summary {
  /** As the user named it, without its folders. */
  file: string;
  fileId: string | null;
  counts: Counts | null;
  rejects: string | null;
  conflicts: readonly string[];
  emails: readonly string[];
}
