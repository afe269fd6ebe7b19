import { createReadStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { startDigest } from './body/checksums';
import type { StoredChecksum, Version } from './storage/records';

/** What is told of a copy's data. */
export interface CopiedData {
  etag: string;
  checksum: StoredChecksum | null;
}

/**
 * Copies the data of a version. A copy is no upload in parts, whatever the source was: where ETag or checksum of the source
 * are of its parts, the copy gets those of the whole.
 */
export async function copyData(
  source: Pick<Version, 'etag' | 'checksum'>,
  from: string,
  to: string,
): Promise<CopiedData> {
  await copyFile(from, to);
  if (!source.etag.includes('-')) return source;
  const md5 = startDigest('md5');
  const digest = source.checksum && startDigest(source.checksum.algorithm);
  for await (const piece of createReadStream(to, { highWaterMark: 1024 * 1024 })) {
    md5.update(piece as Buffer);
    digest?.update(piece as Buffer);
  }
  const etag = md5.digest().toString('hex');
  if (!digest) return { etag, checksum: null };
  return {
    etag,
    checksum: { algorithm: source.checksum!.algorithm, value: digest.digest().toString('base64'), type: 'FULL_OBJECT' },
  };
}
