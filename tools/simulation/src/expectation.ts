import type { CustomerFileProcessed } from '@customer-files/events';
import type { LedgerRow, TableRow } from './database';
import type { Ending } from './model';
import type { World } from './simulation';

/** Everything that is known of a file at the end. */
export interface Known {
  world: World;
  fileId: string;
  summary: CustomerFileProcessed;
  ending: Ending;
  ledger: readonly LedgerRow[];
  table: readonly TableRow[];
}
