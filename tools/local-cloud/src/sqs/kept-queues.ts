import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { buildApp } from 'fauxqs';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

/** The parts of fauxqs' PersistenceManager (queues in SQLite) that are used here. */
interface Persistence {
  readonly db: { exec: (sql: string) => void; prepare: (sql: string) => { run: (...values: string[]) => void } };
  updateMessageReady: (messageId: string) => void;
  loadSqsAndSns: (sqs: Stores['sqsStore'], sns: Stores['snsStore']) => void;
  close: () => void;
}

const SOURCES = join(dirname(findPackageJSON('fauxqs', __filename)!), 'dist');

const load = <Module>(path: string): Promise<Module> =>
  import(pathToFileURL(join(SOURCES, path)).href) as Promise<Module>;

/**
 * Corrects how fauxqs stores a message that becomes visible again: it writes no receive count, which its own table
 * refuses. Still so in fauxqs 2.9.2 (`updateMessageReady`).
 */
function patchUpdateMessageReady(persistence: Persistence): void {
  const ready = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => ready.run(messageId);
}

/**
 * Opens the stores of fauxqs with the queues that a folder contains. fauxqs connects stores and persistence only in
 * `startFauxqs`, which binds every network interface; so this file connects its private modules. See
 * docs/decisions/2026-11-25-embedded-s3.md for what would make it unnecessary.
 *
 * Messages that were in flight when the last run ended are visible at once, because their consumers have ended too.
 */
export async function keptQueues(folder: string): Promise<{ stores: Stores; close: () => void }> {
  const [{ SqsStore }, { SnsStore }, { S3Store }, { PersistenceManager }] = await Promise.all([
    load<{ SqsStore: new () => Stores['sqsStore'] }>('sqs/sqsStore.js'),
    load<{ SnsStore: new () => Stores['snsStore'] }>('sns/snsStore.js'),
    load<{ S3Store: new () => Stores['s3Store'] }>('s3/s3Store.js'),
    load<{ PersistenceManager: new (folder: string) => Persistence }>('persistence.js'),
  ]);
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const persistence = new PersistenceManager(folder);
  // Without fsync a killed process loses nothing; only a power failure does.
  persistence.db.exec('PRAGMA synchronous = OFF');
  patchUpdateMessageReady(persistence);
  persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  stores.sqsStore.persistence = persistence as never;
  for (const queue of stores.sqsStore.allQueues()) {
    queue.persistence = persistence as never;
    for (const receipt of queue.inflightMessages.keys()) queue.changeVisibility(receipt, 0);
  }
  return { stores, close: () => persistence.close() };
}
