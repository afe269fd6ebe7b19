import type { Publish } from '@customer-files/event-bus';
import { requireWithin } from '@customer-files/event-handler';
import { CustomerRowsPersisted, type CustomerRowsValidated } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import type { DataSource } from 'typeorm';
import { openPart } from '../adapters/open-part';
import { applyPart, findApplied, type LedgerEntry, markPublished } from '../adapters/part-loader';
import { attempts, type DatabaseEffects } from './attempts';
import { conflictsCsv, conflictsKey } from '../domain/conflicts-file';

/** What persistence needs of the world. */
export interface PersistenceEffects extends DatabaseEffects {
  store: ObjectStore;
  publish: Publish;
  workBucket: string;
  /** Under which the lists of conflicts are stored. */
  rejectsPrefix: string;
}

/**
 * Brings a part into the table once, and says what became of it. A redelivery finds the ledger and says the same again;
 * a replay of what was said to its end says nothing. Throws what only another delivery, or a person, may cure.
 */
export async function persistPart(
  announced: CustomerRowsValidated,
  isReplay: boolean,
  effects: PersistenceEffects,
): Promise<void> {
  const parts = { bucket: effects.workBucket, prefix: `parts/${announced.fileId}/` };
  requireWithin('accepted', announced.accepted, parts);
  const entry = await attempts(effects, (source) => loadOnce(announced, source, effects));
  if (isReplay && entry.published) return;
  const { inserted, unchanged, conflicting, conflicts } = entry;
  const { fileId, part } = announced;
  await effects.publish([
    Object.assign(new CustomerRowsPersisted(), { fileId, part, inserted, unchanged, conflicting, conflicts }),
  ]);
  await attempts(effects, (source) => markPublished(source, announced, effects.now()));
}

async function loadOnce(
  announced: CustomerRowsValidated,
  source: DataSource,
  { store, workBucket, rejectsPrefix }: PersistenceEffects,
): Promise<LedgerEntry> {
  const { fileId, part } = announced;
  const earlier = await findApplied(source, announced);
  if (earlier) return earlier;
  const content = await openPart(store, announced);
  try {
    const applied = await applyPart(source, announced, content, (conflicts) =>
      store.put(workBucket, conflictsKey(rejectsPrefix, fileId, part), conflictsCsv(conflicts), {
        contentType: 'text/csv; charset=utf-8',
      }),
    );
    if (applied) return { ...applied, published: false };
  } finally {
    content.close();
  }
  return (await findApplied(source, announced))!;
}
