import type { examine, Examined } from '@customer-files/csv';
import type { Publish } from '@customer-files/event-bus';
import { CustomerFileReceived, CustomerFileRefused, type FeedSettings, type StoredObject } from '@customer-files/events';
import { ObjectGone, type ObjectStore } from '@customer-files/object-store';
import { asOfDate } from './domain/as-of';
import { fileIdOf } from './domain/file-id';
import { isCustomerFile, type ObjectCreated } from './domain/object-created';

/** What ingestion needs of the world. */
export interface IngestionEffects {
  store: Pick<ObjectStore, 'read'>;
  publish: Publish;
  examine: typeof examine;
}

/**
 * Decides whether a new object is a customer file and how it is to be read, and announces it as received or refused.
 * What is not ours is left alone.
 *
 * @param time of the S3 event: from it come the as-of date and everything that is ever said about "today"
 */
export async function receiveFile(created: ObjectCreated, time: string, settings: FeedSettings, effects: IngestionEffects): Promise<void> {
  const { bucket, object: { key, size = 0, etag = '', 'version-id': versionId, sequencer = '' } } = created;
  if (!isCustomerFile(key, settings.incomingPrefix)) return;
  const object: StoredObject = { bucket: bucket.name, key, versionId: versionId ?? null, etag, bytes: size };
  const about = {
    fileId: fileIdOf(bucket.name, key, versionId ?? sequencer),
    object,
    receivedAt: new Date(time).toISOString(),
    asOf: asOfDate(new Date(time), settings.timeZone),
  };
  const examined = await examinePinned(object, settings, effects);
  if (examined.kind === 'readable') {
    const { dialect, columns, width } = examined;
    return effects.publish([Object.assign(new CustomerFileReceived(), { ...about, settings, dialect, columns, width })]);
  }
  const { code, message, hint } = examined;
  await effects.publish([Object.assign(new CustomerFileRefused(), { ...about, code, message, hint, parts: 0, counts: null, failures: {}, rejects: null })]);
}

async function examinePinned(object: StoredObject, settings: FeedSettings, { store, examine }: IngestionEffects): Promise<Examined> {
  try {
    const { stream } = await store.read(object);
    return await examine(stream, settings);
  } catch (error) {
    if (!(error instanceof ObjectGone)) throw error;
    return {
      kind: 'refused',
      code: 'FILE_GONE',
      message: 'The file was deleted or replaced before it could be read.',
      hint: 'Send the file again, and do not change it while it is processed.',
    };
  }
}
