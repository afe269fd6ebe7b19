import { openSync } from 'node:fs';
import { S3Error } from '../errors';
import type { Bucket } from './bucket';
import type { Version } from './records';

/** A version that has data. */
export type StoredVersion = Version & { file: string };

function isStored(version: Version): version is StoredVersion {
  return version.file !== null;
}

/** Name under which an object's key is locked. */
export function lockOf(bucket: string, key: string): string {
  return `object ${bucket}/${key}`;
}

/**
 * Finds the version that a read means: the newest, or the one that is named.
 * @throws S3Error NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker that is named.
 */
export function findVersion(bucket: Bucket, key: string, versionId: string | null): StoredVersion {
  const versions = bucket.versionsOf(key);
  const version = versionId === null ? versions[0] : versions.find((one) => (one.versionId ?? 'null') === versionId);
  if (version && isStored(version)) return version;
  const headers: Record<string, string> = version
    ? { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId ?? 'null' }
    : {};
  if (versionId === null) throw new S3Error('NoSuchKey', { details: { Key: key }, headers });
  throw new S3Error(version ? 'MethodNotAllowed' : 'NoSuchVersion', {
    details: { Key: key, VersionId: versionId },
    headers,
  });
}

/** Finds a version and opens its data, both before any write can remove it; the caller closes the file. */
export function openVersion(
  bucket: Bucket,
  key: string,
  versionId: string | null,
): { version: StoredVersion; file: number } {
  const version = findVersion(bucket, key, versionId);
  return { version, file: openSync(bucket.dataPath(key, version.file), 'r') };
}
