import { examine, type Examined, fileNotFound, nameFault, refused } from '@customer-files/csv';
import type { Publish } from '@customer-files/event-bus';
import {
  create,
  CustomerFileReceived,
  CustomerFileRefused,
  type FeedSettings,
  type StoredObject,
} from '@customer-files/events';
import { ObjectNotFound, type ObjectStore } from '@customer-files/object-store';
import { type Decision, firstDecision } from '../adapters/decisions';
import { asOfDate } from '../domain/as-of';
import { fileIdOf } from '../domain/file-id';
import { isNoNewFile } from './no-new-file';
import { isCustomerFile, type ObjectCreated, referenceOf } from '../domain/object-created';

/** The effects of {@link receiveFile}. */
export interface IngestionEffects {
  store: Pick<ObjectStore, 'read' | 'putIfAbsent' | 'get' | 'versions'>;
  publish: Publish;
}

/**
 * Decides whether a new object is a customer file and how it is to be read, and publishes the decision:
 * `CustomerFileReceived` or `CustomerFileRefused`. An object that nobody means as a file, and one that is no new file, is
 * ignored. The first decision about a file is
 * stored, and every further delivery publishes it again, even if the object or the settings have changed since.
 *
 * @param time of the S3 event; the as-of date follows from it, never from the clock
 * @throws errors of S3 and of the bus, which a retry may cure
 */
export async function receiveFile(
  created: ObjectCreated,
  time: string,
  settings: FeedSettings,
  { store, publish }: IngestionEffects,
): Promise<void> {
  if (!isCustomerFile(created.object.key, settings.incomingPrefix)) return;
  if (await isNoNewFile(created, store)) return;
  const arrived = new Date(time);
  const about = {
    fileId: fileIdOf(created),
    object: referenceOf(created),
    receivedAt: arrived.toISOString(),
    asOf: asOfDate(arrived, settings.timeZone),
  };
  const examined = await examineObject(about.object, settings, store);
  await publish([await firstDecision(store, decisionOn(examined, about, settings))]);
}

async function examineObject(
  object: StoredObject,
  settings: FeedSettings,
  store: IngestionEffects['store'],
): Promise<Examined> {
  try {
    const { stream } = await store.read(object);
    const fault = nameFault(object.key);
    if (!fault) return await examine(stream, settings, object.bytes);
    stream.destroy();
    return refused(fault);
  } catch (error) {
    if (error instanceof ObjectNotFound) return refused(fileNotFound());
    throw error;
  }
}

function decisionOn(
  examined: Examined,
  about: Pick<CustomerFileRefused, 'fileId' | 'object' | 'receivedAt' | 'asOf'>,
  settings: FeedSettings,
): Decision {
  if (examined.kind === 'readable') {
    const { dialect, columns, width, notices } = examined;
    return create(CustomerFileReceived, { ...about, settings, dialect, columns, width, notices });
  }
  const { code, message, hint } = examined;
  const unread = { parts: 0, counts: null, failures: {}, rejects: null, notices: [] };
  return create(CustomerFileRefused, { ...about, code, message, hint, ...unread });
}
