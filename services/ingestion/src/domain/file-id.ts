import { createHash } from 'node:crypto';
import type { ObjectCreated } from './object-created';

/** What tells an upload from all others. */
interface Identity {
  bucket: { name: string };
  object: Pick<ObjectCreated['object'], 'key' | 'version-id' | 'sequencer'>;
}

/**
 * The id of a file: a hash of the object's identity in S3 (bucket, key, and version id, else the event's sequencer).
 * Every delivery of one upload has the same id, and no two uploads share one. It has the form of a UUID of version 8
 * (RFC 9562), which PostgreSQL stores in 16 bytes.
 */
export function fileIdOf({ bucket, object: { key, 'version-id': versionId, sequencer } }: Identity): string {
  // JSON keeps the three values apart, whatever characters are in them.
  const text = JSON.stringify([bucket.name, key, versionId ?? sequencer]);
  const hash = createHash('sha256').update(text).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
