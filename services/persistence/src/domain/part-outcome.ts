import type { StoredObject } from '@customer-files/events';

/** What became of the rows of a part: each is inserted, unchanged or conflicting. */
export interface PartOutcome {
  inserted: number;
  unchanged: number;
  conflicting: number;
  /** The report of the conflicting rows; null where there are none. */
  conflicts: StoredObject | null;
}

/** A part as it stands in the ledger. */
export interface LedgerEntry extends PartOutcome {
  published: boolean;
}

/**
 * The ledger has a part with another ETag than the event names: the claim check was altered, or the object was replaced
 * after it was loaded. Nothing is written.
 */
export class LedgerMismatch extends Error {
  override readonly name = 'LedgerMismatch';
  readonly code = 'PART_LEDGER_MISMATCH';

  constructor(
    readonly fileId: string,
    readonly part: number,
  ) {
    super(`part ${part} of file ${fileId} is in part_ledger with another ETag than the event names`);
  }
}

/** A part does not hold as many rows as its event says. Nothing is written. */
export class RowsDisagree extends Error {
  override readonly name = 'RowsDisagree';
  readonly code = 'ROWS_DISAGREE';

  constructor(
    readonly fileId: string,
    readonly part: number,
    announced: number,
    found: number | string,
  ) {
    super(
      `part ${part} of file ${fileId} was announced with ${announced} ${announced === 1 ? 'row' : 'rows'} and has ${found}`,
    );
  }
}
