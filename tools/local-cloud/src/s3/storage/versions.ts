import { openSync } from 'node:fs';
import { S3Error } from '../errors';
import type { Bucket } from './bucket';
import type { Version } from './records';

/** A version that has data. */
export type StoredVersion = Version & { file: string };

function isStored(version: Version): version is StoredVersion {
  return version.file !== null;
}

/**
 * Finds a version by its id, or the newest version if the id is null.
 *
 * @throws S3Error NoSuchKey, NoSuchVersion, or MethodNotAllowed for the id of a delete marker
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

/** Finds a version and opens its data, both before any write can remove it. The caller closes the file. */
export function openVersion(
  bucket: Bucket,
  key: string,
  versionId: string | null,
): { version: StoredVersion; file: number } {
  const version = findVersion(bucket, key, versionId);
  return { version, file: openSync(bucket.dataPath(key, version.file), 'r') };
}

/** Creates sequencers: hexadecimal strings of equal length that increase, also over restarts. They follow the clock. */
export class Sequencer {
  private last = 0n;

  constructor(private readonly now: () => Date) {}

  /** Makes all further sequencers greater than one of an earlier run. */
  observe(sequencer: string): void {
    const value = BigInt(`0x${sequencer}`);
    if (value > this.last) this.last = value;
  }

  next(): string {
    const clock = BigInt(this.now().getTime()) << 16n;
    this.last = clock > this.last ? clock : this.last + 1n;
    return this.last.toString(16).toUpperCase().padStart(18, '0');
  }
}
