import type { CustomerFileProcessed } from '@customer-files/events';
import type { LedgerRow, TableRow } from './database';
import type { ExpectedEnding } from './model';
import type { Simulation } from './simulation';

/** What the model expects of a file at the end, beside what the simulation shows. */
export interface Expectation {
  simulation: Simulation;
  fileId: string;
  summary: CustomerFileProcessed;
  ending: ExpectedEnding;
  /** The rows of this file. */
  ledger: readonly LedgerRow[];
  /** The whole table. */
  table: readonly TableRow[];
}

/** Called with each violation, in words. */
export type OnViolation = (text: string) => void;
