import { renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { checkWrite, type WriteCondition } from './conditions';
import type { ObjectCreated, S3Context } from './context';
import type { Bucket } from './storage/bucket';
import type { StoredChecksum, Version } from './storage/records';
import { lockOf } from './storage/versions';

/** A complete new object that waits in a temporary file. */
export interface NewObject {
  bucket: Bucket;
  key: string;
  /** The temporary file, which the commit takes over. */
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
 * Makes a received file the newest version of its key, in one step with the check of the write's condition,
 * and tells of it. The temporary file is removed when the write is refused.
 * @throws S3Error PreconditionFailed or NoSuchKey.
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
  if (bucket.record.eventsEnabled) tell(context, object, version);
  return version;
}

function tell(context: Omit<S3Context, 'store'>, { bucket, key, reason, time }: NewObject, version: Version): void {
  const { size, etag, versionId, sequencer } = version;
  // The object exists now, so a listener's failure is reported and does not fail the write.
  const told = async (): Promise<void> =>
    context.onCreated({ bucket: bucket.name, key, size, etag, versionId, sequencer, reason, time });
  void told().catch(context.onError);
}
