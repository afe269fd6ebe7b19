import type { StoredObject } from '@customer-files/events';

/** What the database made of a part: `rows = inserted + unchanged + conflicting`. */
export interface AppliedPart {
  rows: number;
  inserted: number;
  unchanged: number;
  conflicting: number;
  conflicts: StoredObject | null;
}

/** A part is in the ledger with other content than the event names: a claim check was altered. Nothing is written. */
export class PartChanged extends Error {
  override readonly name = 'PartChanged';
  readonly code = 'PART_CHANGED';

  constructor(
    readonly fileId: string,
    readonly part: number,
  ) {
    super(`part ${part} of file ${fileId} was loaded with other content before`);
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
    super(`part ${part} of file ${fileId} was announced with ${announced} rows and has ${found}`);
  }
}
