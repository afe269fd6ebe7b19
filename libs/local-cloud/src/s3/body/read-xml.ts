import { S3Error } from '../errors';
import type { S3Request } from '../request';
import { readVerified } from './read-verified';

const largest = 2 * 1024 ** 2;

function withoutChecksums(request: S3Request): S3Request {
  const headers = Object.fromEntries(Object.entries(request.message.headers).filter(([name]) => !name.startsWith('x-amz-checksum-')));
  return { ...request, message: Object.create(request.message, { headers: { value: headers } }) as S3Request['message'] };
}

/**
 * Reads a small XML body.
 * @param checksums what the checksum headers speak of; of an `object` they are left to the caller.
 * @throws S3Error MalformedXML when it is larger than 2 MiB, and as `readVerified`.
 */
export async function readXml(request: S3Request, checksums: 'body' | 'object'): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  await readVerified(checksums === 'body' ? request : withoutChecksums(request), (piece) => {
    size += piece.length;
    if (size > largest) throw new S3Error('MalformedXML');
    pieces.push(piece);
  });
  return Buffer.concat(pieces).toString('utf8');
}
