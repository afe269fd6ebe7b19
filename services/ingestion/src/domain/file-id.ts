import { createHash } from 'node:crypto';

/**
 * The id of a file: a hash of what S3 calls it, so that every delivery of one upload, and no other upload, has it.
 * Shaped as a UUID of version 8 (RFC 9562), which PostgreSQL keeps in 16 bytes.
 *
 * @param version the object's version id, else the sequencer of the event
 */
export function fileIdOf(bucket: string, key: string, version: string): string {
  const hash = createHash('sha256').update(JSON.stringify([bucket, key, version])).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
