import { checkWrite } from './conditions';
import type { Bucket } from './storage/bucket';
import type { Version } from './storage/records';
import type { Store } from './storage/store';
import { lockOf } from './storage/versions';

/** What a deletion did. */
export interface Deletion {
  /** Whether a delete marker was made or removed. */
  isMarker: boolean;
  /** The version removed, or the marker made; null when there is none to name. */
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
  const gone = versions.find((one) => (one.versionId ?? 'null') === versionId);
  if (gone)
    bucket.save(
      key,
      versions.filter((one) => one !== gone),
      store.temporary(),
    );
  return { isMarker: gone !== undefined && gone.file === null, versionId };
}

async function removeNewest(store: Store, bucket: Bucket, key: string): Promise<Deletion> {
  const versions = bucket.versionsOf(key);
  if (!bucket.record.versioned) {
    if (versions.length > 0) bucket.save(key, [], store.temporary());
    return { isMarker: false, versionId: null };
  }
  const made = marker(store);
  bucket.prepare(key);
  bucket.save(key, [made, ...versions], store.temporary());
  return { isMarker: true, versionId: made.versionId };
}

/**
 * Deletes a version for good; or, without a version, the object (in a versioned bucket by a delete marker).
 * @param etag the ETag that the newest version must have.
 * @throws S3Error PreconditionFailed or NoSuchKey when an ETag is asked.
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
