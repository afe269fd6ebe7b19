import { type HistoryEntry, type HistoryFilter, historyQuery } from '../domain/load-history';
import { type DatabaseEffects, withDatabaseRetry } from './database-retry';

/** The latest files of the load history, the newest first. */
export async function listFiles(filter: HistoryFilter, effects: DatabaseEffects): Promise<HistoryEntry[]> {
  const { text, values } = historyQuery(filter);
  return withDatabaseRetry(effects, async (source) => {
    const rows: { entry: HistoryEntry }[] = await source.query(text, values);
    return rows.map(({ entry }) => entry);
  });
}
