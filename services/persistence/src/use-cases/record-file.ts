import type { CustomerFileProcessed } from '@customer-files/events';
import { addToHistory } from '../adapters/customer-file.entity';
import { type DatabaseEffects, withDatabaseRetry } from './database-retry';

/**
 * Writes the load history of a file that ended, once: a redelivery and a replay find it written.
 *
 * @throws what another delivery may cure
 */
export async function recordFile(ended: CustomerFileProcessed, effects: DatabaseEffects): Promise<void> {
  await withDatabaseRetry(effects, (source) => addToHistory(source, ended));
}
