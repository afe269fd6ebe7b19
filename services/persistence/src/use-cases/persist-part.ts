import type { Publish } from '@customer-files/event-bus';
import { requireWithin } from '@customer-files/event-handler';
import { create, CustomerRowsPersisted, type CustomerRowsValidated } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import type { DataSource, QueryRunner } from 'typeorm';
import { loadRows } from '../adapters/customer-repository';
import { type OpenPart, openPart } from '../adapters/open-part';
import { findEntry, markPublished, recordOnce } from '../adapters/part-ledger';
import { conflictsCsv, conflictsKey } from '../domain/conflicts-file';
import { type LedgerEntry, type PartOutcome, RowsDisagree } from '../domain/part-outcome';
import { type DatabaseEffects, withDatabaseRetry } from './database-retry';

/** What persistence needs from outside. */
export interface PersistenceEffects extends DatabaseEffects {
  store: ObjectStore;
  publish: Publish;
  workBucket: string;
  /** Prefix of the keys of conflict reports. */
  rejectsPrefix: string;
}

/**
 * Loads a part into dim_customer once, and publishes the outcome. A redelivery finds the part in the ledger and publishes the
 * same outcome again; a replay publishes nothing that is recorded as published. Of a file that was undone, a part that the
 * ledger does not have is not loaded, and nobody waits for its outcome: only a file that has ended is undone.
 *
 * @throws what only another delivery may cure, or a person
 */
export async function persistPart(
  validated: CustomerRowsValidated,
  isReplay: boolean,
  effects: PersistenceEffects,
): Promise<void> {
  const { fileId, part, accepted } = validated;
  requireWithin('accepted', accepted, { bucket: effects.workBucket, prefix: `parts/${fileId}/` });
  const entry = await withDatabaseRetry(effects, (source) => ledgerEntryOf(source, validated, effects));
  if (!entry || (isReplay && entry.published)) return;
  const { inserted, unchanged, conflicting, conflicts } = entry;
  await effects.publish([create(CustomerRowsPersisted, { fileId, part, inserted, unchanged, conflicting, conflicts })]);
  await withDatabaseRetry(effects, (source) => markPublished(source, [validated], effects.now()));
}

async function ledgerEntryOf(
  source: DataSource,
  validated: CustomerRowsValidated,
  effects: PersistenceEffects,
): Promise<LedgerEntry | null> {
  const earlier = await findEntry(source, validated);
  if (earlier) return earlier;
  const content = await openPart(effects.store, validated);
  try {
    const outcome = await recordOnce(source, validated, (runner) => load(runner, validated, content, effects));
    if (outcome) return { ...outcome, published: false };
  } finally {
    content.close();
  }
  return findEntry(source, validated);
}

/** Loads the rows of a part in the transaction of the runner. The conflict report is stored before the ledger names it. */
async function load(
  runner: QueryRunner,
  { fileId, part, rows }: CustomerRowsValidated,
  content: OpenPart,
  { store, workBucket, rejectsPrefix }: PersistenceEffects,
): Promise<PartOutcome> {
  const loaded = await loadRows(runner, content, rows);
  if (loaded.rows !== rows) throw new RowsDisagree(fileId, part, rows, loaded.rows);
  const { inserted, unchanged, conflicts } = loaded;
  if (conflicts.length === 0) return { inserted, unchanged, conflicting: 0, conflicts: null };
  const report = await store.put(workBucket, conflictsKey(rejectsPrefix, fileId, part), conflictsCsv(conflicts), {
    contentType: 'text/csv; charset=utf-8',
  });
  return { inserted, unchanged, conflicting: conflicts.length, conflicts: report };
}
