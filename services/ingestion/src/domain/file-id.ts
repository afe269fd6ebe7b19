import { createHash } from 'node:crypto';
import type { ObjectCreated } from './object-created';

/**
 * The id of a file: a hash of what S3 calls it (bucket, key, and version, else the event's sequencer), so that every
 * delivery of one upload, and no other upload, has it. Shaped as a UUID of version 8 (RFC 9562), which PostgreSQL keeps in 16 bytes.
 */
export function fileIdOf({ bucket, object: { key, 'version-id': versionId, sequencer } }: ObjectCreated): string {
  // JSON keeps the three apart whatever is in them.
  const text = JSON.stringify([bucket.name, key, versionId ?? sequencer]);
  const hash = createHash('sha256').update(text).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
