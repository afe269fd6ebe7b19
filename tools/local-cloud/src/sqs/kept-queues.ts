import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { buildApp } from 'fauxqs';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

/** fauxqs' own class for keeping queues in SQLite, as far as it concerns us. */
interface Keeper {
  readonly db: { exec: (sql: string) => void; prepare: (sql: string) => { run: (...values: string[]) => void } };
  updateMessageReady: (messageId: string) => void;
  loadSqsAndSns: (sqs: Stores['sqsStore'], sns: Stores['snsStore']) => void;
  close: () => void;
}

const SOURCES = join(dirname(findPackageJSON('fauxqs', __filename)!), 'dist');

const load = <Module>(path: string): Promise<Module> =>
  import(pathToFileURL(join(SOURCES, path)).href) as Promise<Module>;

/** As it comes, fauxqs fails on every message that is to be received again: it forgets how often that was, and its table refuses it. */
function keepReady(keeper: Keeper): void {
  const ready = keeper.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  keeper.updateMessageReady = (messageId) => ready.run(messageId);
}

/**
 * The stores of fauxqs with the queues that a folder keeps. Only its own server wires them together, and that binds every
 * interface and keeps everything else in memory; so its parts are put together here.
 *
 * What was being handled when the last run ended is there to be received again: whoever handled it has gone.
 */
export async function keptQueues(folder: string): Promise<{ stores: Stores; close: () => void }> {
  const [{ SqsStore }, { SnsStore }, { S3Store }, { PersistenceManager }] = await Promise.all([
    load<{ SqsStore: new () => Stores['sqsStore'] }>('sqs/sqsStore.js'),
    load<{ SnsStore: new () => Stores['snsStore'] }>('sns/snsStore.js'),
    load<{ S3Store: new () => Stores['s3Store'] }>('s3/s3Store.js'),
    load<{ PersistenceManager: new (folder: string) => Keeper }>('persistence.js'),
  ]);
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const keeper = new PersistenceManager(folder);
  // A killed process loses nothing that way; only a machine that loses its power does.
  keeper.db.exec('PRAGMA synchronous = OFF');
  keepReady(keeper);
  keeper.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  stores.sqsStore.persistence = keeper as never;
  for (const queue of stores.sqsStore.allQueues()) {
    queue.persistence = keeper as never;
    for (const receipt of queue.inflightMessages.keys()) queue.changeVisibility(receipt, 0);
  }
  return { stores, close: () => keeper.close() };
}
