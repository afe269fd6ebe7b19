import { checkWrite } from './conditions';
import type { Bucket } from './storage/bucket';
import type { Version } from './storage/records';
import type { Store } from './storage/store';
import { lockOf } from './storage/key-lock';

/** The result of a deletion. */
export interface Deletion {
  /** Whether a delete marker was created or removed. */
  isMarker: boolean;
  /** The id of the removed version or of the new marker; null if there is none. */
  versionId: string | null;
}

function marker(store: Store): Version {
  return {
    versionId: store.newId(),
    file: null,
    size: 0,
    etag: '',
    lastModified: store.now().toISOString(),
    sequencer: store.sequencer.next(),
    headers: {},
    checksum: null,
  };
}

async function removeVersion(store: Store, bucket: Bucket, key: string, versionId: string): Promise<Deletion> {
  const versions = bucket.versionsOf(key);
  const found = versions.find((one) => (one.versionId ?? 'null') === versionId);
  if (found)
    bucket.save(
      key,
      versions.filter((one) => one !== found),
      store.temporary(),
    );
  return { isMarker: found !== undefined && found.file === null, versionId };
}

async function removeNewest(store: Store, bucket: Bucket, key: string): Promise<Deletion> {
  const versions = bucket.versionsOf(key);
  if (!bucket.record.versioned) {
    if (versions.length > 0) bucket.save(key, [], store.temporary());
    return { isMarker: false, versionId: null };
  }
  const created = marker(store);
  bucket.prepare(key);
  bucket.save(key, [created, ...versions], store.temporary());
  return { isMarker: true, versionId: created.versionId };
}

/**
 * Deletes a version for good. Without a version id, deletes the object: in a versioned bucket by a delete marker.
 *
 * @param about the version id, and the ETag that the newest version must have
 * @throws S3Error PreconditionFailed or NoSuchKey if an ETag is given
 */
export async function deleteKey(
  store: Store,
  bucket: Bucket,
  key: string,
  about: { versionId: string | null; etag?: string | undefined },
): Promise<Deletion> {
  return store.locks.run(lockOf(bucket.name, key), async () => {
    checkWrite({ absent: false, etag: about.etag }, bucket.versionsOf(key)[0]);
    return about.versionId === null
      ? removeNewest(store, bucket, key)
      : removeVersion(store, bucket, key, about.versionId);
  });
}
