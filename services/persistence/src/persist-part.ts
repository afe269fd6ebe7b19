import type { Publish } from '@customer-files/event-bus';
import { CustomerRowsPersisted, type CustomerRowsValidated } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import type { DataSource } from 'typeorm';
import { applyPart, findApplied, type LedgerEntry, markPublished } from './adapters/part-loader';
import { conflictsCsv, conflictsKey } from './domain/conflicts-file';
import { readPart } from './domain/part-content';
import { DatabaseFailed, isLoginRefused, isTransient } from './domain/transient';

/** What persistence needs of the world. */
export interface PersistenceEffects {
  store: ObjectStore;
  publish: Publish;
  workBucket: string;
  /** Under which the lists of conflicts are stored. */
  rejectsPrefix: string;
  /** A connection; a fresh one after `disconnect`. */
  connect: () => Promise<DataSource>;
  disconnect: () => Promise<void>;
  /** Reads the login anew: the password may have been changed since it was read. */
  renewLogin: () => Promise<void>;
  now: () => Date;
  sleep: (ms: number) => Promise<unknown>;
}

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 100;

/**
 * Brings a part into the table once, and says what became of it. A redelivery finds the ledger and says the same again;
 * a replay of what was said to its end says nothing. Throws what only another delivery, or a person, may cure.
 */
export async function persistPart(announced: CustomerRowsValidated, isReplay: boolean, effects: PersistenceEffects): Promise<void> {
  const entry = await attempts(effects, (source) => loadOnce(announced, source, effects));
  if (isReplay && entry.published) return;
  const { inserted, unchanged, conflicting, conflicts } = entry;
  const { fileId, part } = announced;
  await effects.publish([Object.assign(new CustomerRowsPersisted(), { fileId, part, inserted, unchanged, conflicting, conflicts })]);
  await attempts(effects, (source) => markPublished(source, announced, effects.now()));
}

async function loadOnce(announced: CustomerRowsValidated, source: DataSource, { store, workBucket, rejectsPrefix }: PersistenceEffects): Promise<LedgerEntry> {
  const { fileId, part, accepted } = announced;
  const earlier = await findApplied(source, announced);
  if (earlier) return earlier;
  const content = readPart(await store.readAll(accepted), fileId, part);
  const applied = await applyPart(source, announced, content, (conflicts) =>
    store.put(workBucket, conflictsKey(rejectsPrefix, fileId, part), conflictsCsv(conflicts), { contentType: 'text/csv; charset=utf-8' }),
  );
  if (applied) return { ...applied, published: false };
  return (await findApplied(source, announced))!;
}

/** Tries again, on a fresh connection, what another attempt may cure. */
async function attempts<Result>({ connect, disconnect, renewLogin, sleep }: PersistenceEffects, work: (source: DataSource) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(await connect());
    } catch (error) {
      const refused = isLoginRefused(error) && attempt === 1;
      if (!(refused || isTransient(error)) || attempt === ATTEMPTS) throw withoutValues(error);
      await disconnect();
      if (refused) await renewLogin();
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

/** PostgreSQL tells values in its errors; those must not reach a log. */
function withoutValues(error: unknown): unknown {
  const { driverError, severity } = error as { driverError?: unknown; severity?: unknown };
  return driverError || severity ? new DatabaseFailed(error) : error;
}
