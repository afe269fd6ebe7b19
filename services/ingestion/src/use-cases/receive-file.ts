import { type examine, type Examined, fileNotFound, fileTooLarge, refused } from '@customer-files/csv';
import type { Publish } from '@customer-files/event-bus';
import {
  CustomerFileReceived,
  CustomerFileRefused,
  type FeedSettings,
  type StoredObject,
} from '@customer-files/events';
import { ObjectNotFound, type ObjectStore } from '@customer-files/object-store';
import { firstAnnouncement } from '../adapters/announcements';
import { asOfDate } from '../domain/as-of';
import { fileIdOf } from '../domain/file-id';
import { isCustomerFile, type ObjectCreated } from '../domain/object-created';

/** What ingestion needs of the world. */
export interface IngestionEffects {
  store: Pick<ObjectStore, 'read' | 'putIfAbsent' | 'get'>;
  publish: Publish;
  examine: typeof examine;
}

/**
 * Decides whether a new object is a customer file and how it is to be read, and announces it as received or refused.
 * What is not ours is left alone. What was announced once is announced again, whatever has become of the object or the
 * settings since. What is thrown, a retry may cure.
 *
 * @param time of the S3 event: from it come the as-of date and everything that is ever said about "today"
 */
export async function receiveFile(
  created: ObjectCreated,
  time: string,
  settings: FeedSettings,
  effects: IngestionEffects,
): Promise<void> {
  if (!isCustomerFile(created.object.key, settings.incomingPrefix)) return;
  const object = pinOf(created);
  const arrived = new Date(time);
  const about = {
    fileId: fileIdOf(created),
    object,
    receivedAt: arrived.toISOString(),
    asOf: asOfDate(arrived, settings.timeZone),
  };
  const examined = await examinePinned(object, settings, effects);
  await effects.publish([await firstAnnouncement(effects.store, announcement(about, settings, examined))]);
}

/** Exactly the object that the event names. */
function pinOf({ bucket, object: { key, size, etag, 'version-id': versionId } }: ObjectCreated): StoredObject {
  return { bucket: bucket.name, key, versionId: versionId ?? null, etag, bytes: size };
}

async function examinePinned(
  object: StoredObject,
  settings: FeedSettings,
  { store, examine }: IngestionEffects,
): Promise<Examined> {
  try {
    const { stream } = await store.read(object);
    if (object.bytes <= settings.maxBytes) return await examine(stream, settings);
    stream.destroy();
    return refused(fileTooLarge(object.bytes, settings.maxBytes));
  } catch (error) {
    if (error instanceof ObjectNotFound) return refused(fileNotFound());
    throw error;
  }
}

type About = Pick<CustomerFileRefused, 'fileId' | 'object' | 'receivedAt' | 'asOf'>;

function announcement(
  about: About,
  settings: FeedSettings,
  examined: Examined,
): CustomerFileReceived | CustomerFileRefused {
  if (examined.kind === 'readable') {
    const { dialect, columns, width } = examined;
    return Object.assign(new CustomerFileReceived(), { ...about, settings, dialect, columns, width });
  }
  const { code, message, hint } = examined;
  return Object.assign(new CustomerFileRefused(), {
    ...about,
    code,
    message,
    hint,
    parts: 0,
    counts: null,
    failures: {},
    rejects: null,
  });
}
