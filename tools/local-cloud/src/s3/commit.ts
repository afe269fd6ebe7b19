import { renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { checkWrite, type WriteCondition } from './conditions';
import type { ObjectCreated, S3Context } from './context';
import type { Bucket } from './storage/bucket';
import type { StoredChecksum, Version } from './storage/records';
import { lockOf } from './storage/key-lock';

/** A complete new object in a temporary file. */
interface NewObject {
  bucket: Bucket;
  key: string;
  /** The temporary file, which the commit moves. */
  path: string;
  /** Bytes. */
  size: number;
  etag: string;
  checksum: StoredChecksum | null;
  headers: Record<string, string>;
  time: Date;
  reason: ObjectCreated['reason'];
  condition: WriteCondition;
}

/**
 * Makes a received file the newest version of its key, in one step with the check of the write's condition, and
 * notifies the listener. Removes the temporary file if the write is refused.
 *
 * @throws S3Error PreconditionFailed or NoSuchKey
 */
export async function commit(context: S3Context, object: NewObject): Promise<Version> {
  try {
    return await context.store.locks.run(lockOf(object.bucket.name, object.key), async () => place(context, object));
  } catch (error) {
    await rm(object.path, { force: true });
    throw error;
  }
}

function place({ store, ...context }: S3Context, object: NewObject): Version {
  const { bucket, key } = object;
  const before = bucket.versionsOf(key);
  checkWrite(object.condition, before[0]);
  const version: Version = {
    versionId: bucket.record.versioned ? store.newId() : null,
    file: `${store.newId()}.data`,
    size: object.size,
    etag: object.etag,
    lastModified: object.time.toISOString(),
    sequencer: store.sequencer.next(),
    headers: object.headers,
    checksum: object.checksum,
  };
  bucket.prepare(key);
  renameSync(object.path, bucket.dataPath(key, version.file!));
  bucket.save(
    key,
    [version, ...before.filter((one) => one.versionId !== null || version.versionId !== null)],
    store.temporary(),
  );
  if (bucket.record.eventsEnabled) notify(context, object, version);
  return version;
}

function notify(context: Omit<S3Context, 'store'>, { bucket, key, reason, time }: NewObject, version: Version): void {
  const { size, etag, versionId, sequencer } = version;
  // The object exists now, so an error of the listener is reported and does not fail the write.
  const notified = async (): Promise<void> =>
    context.onCreated({ bucket: bucket.name, key, size, etag, versionId, sequencer, reason, time });
  void notified().catch(context.onError);
}
