import type { Conflict } from './conflicts-file';

/** What loading made of the rows of a part. */
export interface Loaded {
  rows: number;
  inserted: number;
  unchanged: number;
  conflicts: Conflict[];
}
