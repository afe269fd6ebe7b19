import type { ListedVersion, ObjectStore } from '@customer-files/object-store';
import { wasDecided, wasReceived } from '../adapters/decisions';
import { fileIdOf } from '../domain/file-id';
import type { ObjectCreated } from '../domain/object-created';

type Store = Pick<ObjectStore, 'get' | 'versions'>;

/**
 * Whether an event of S3 reports no new file, so that nothing is published of it:
 *
 * - a copy of an object onto itself, which changes its storage class, encryption, tags or metadata, of a version that was
 *   received before. One that was refused may be copied to try it again with other settings: that copy is a new file;
 * - an object of zero bytes with a newer version: some clients create an object before they write its content.
 *
 * What was decided once stays so: a file about which a decision is stored is one.
 */
export async function isNoNewFile(created: ObjectCreated, store: Store): Promise<boolean> {
  const isCopy = created.reason === 'CopyObject';
  const isEmpty = created.object.size === 0;
  if (!isCopy && !isEmpty) return false;
  if (await wasDecided(store, created.bucket.name, fileIdOf(created))) return false;
  const { newer, older } = await otherVersions(created, store);
  if (isEmpty && newer.length > 0) return true;
  return isCopy && (await isReceivedContent(created, older, store));
}

/** The versions of the key that are newer and older than the one of the event. */
async function otherVersions(
  { bucket, object: { key, etag, 'version-id': versionId } }: ObjectCreated,
  store: Store,
): Promise<{ newer: ListedVersion[]; older: ListedVersion[] }> {
  const versions: ListedVersion[] = [];
  for await (const version of store.versions(bucket.name, key)) versions.push(version);
  const at = versions.findIndex((version) =>
    versionId === undefined ? version.etag === etag : version.versionId === versionId,
  );
  // Without versioning, the only version that is left is a newer one. With it, nothing is known of a deleted version.
  if (at < 0) return { newer: versionId === undefined ? versions : [], older: [] };
  return { newer: versions.slice(0, at), older: versions.slice(at + 1) };
}

/** Whether one of these versions has the same content and was received. */
async function isReceivedContent(
  created: ObjectCreated,
  older: readonly ListedVersion[],
  store: Store,
): Promise<boolean> {
  const { bucket, object } = created;
  for (const { versionId, etag } of older) {
    if (etag !== object.etag || versionId === null) continue;
    const earlier = fileIdOf({ bucket, object: { ...object, 'version-id': versionId } });
    if (await wasReceived(store, bucket.name, earlier)) return true;
  }
  return false;
}
