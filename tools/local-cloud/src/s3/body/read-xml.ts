import { S3Error } from '../errors';
import type { S3Request } from '../request';
import { readVerified } from './read-verified';

const largest = 2 * 1024 ** 2;

/**
 * Reads a small XML body.
 * @param checksums what the checksum headers speak of; of an `object` they are left to the caller.
 * @throws S3Error MalformedXML when it is larger than 2 MiB, and as `readVerified`.
 */
export async function readXml(request: S3Request, checksums: 'body' | 'object'): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  const take = (piece: Buffer): void => {
    size += piece.length;
    if (size > largest) throw new S3Error('MalformedXML');
    pieces.push(piece);
  };
  await readVerified(request, take, null, checksums === 'body');
  return Buffer.concat(pieces).toString('utf8');
}
