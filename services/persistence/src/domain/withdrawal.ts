/** Why a file cannot be undone: nothing is changed then. */
export type WithdrawalRefusal =
  /** The load history has no file with this id, and the ledger no part of it. */
  | 'UNKNOWN'
  /** Parts of it are loaded, and it has not ended. */
  | 'PROCESSING'
  /** It put nothing into the table. */
  | 'NOTHING_LOADED'
  | 'ALREADY_WITHDRAWN';

/** A file that can be undone, as far as it has come. */
export interface Withdrawal {
  key: string;
  receivedAt: string;
  /** Rows that it inserted. */
  inserted: number;
  /** Rows of it that were deleted so far. */
  deleted: number;
  /** Null while rows are left to delete. */
  finishedAt: string | null;
  /** Rows that stay because a later file changed them; known at the end. */
  kept: number | null;
  isPublished: boolean;
}

/** The answer of `undo`. */
export type UndoAnswer =
  | { state: 'refused'; reason: WithdrawalRefusal; key: string | null }
  /** Asked with `dryRun`: what would be done. */
  | { state: 'planned'; key: string; toDelete: number; toKeep: number }
  /** Rows are left; invoke it again. */
  | { state: 'working'; key: string; deleted: number; inserted: number }
  | { state: 'withdrawn'; key: string; deleted: number; kept: number };
