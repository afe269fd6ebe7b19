import { S3Error } from '../errors';
import type { S3Request } from '../request';
import type { StoredChecksum } from '../storage/records';
import { decodeAwsChunked } from './aws-chunked';
import { startDigest, type ChecksumAlgorithm } from './checksums';
import { expectationsOf, type Expectations } from './expectations';

/** What is known of a body after it was read and found as announced. */
export interface Verified {
  /** Bytes. */
  size: number;
  /** Hex. */
  md5: string;
  checksum: StoredChecksum | null;
}

function verify(expected: Expectations, size: number, md5: Buffer, sha256: Buffer | undefined): void {
  if (size !== expected.length) throw new S3Error('IncompleteBody');
  if (expected.md5 !== undefined && expected.md5 !== md5.toString('base64')) {
    throw new S3Error('BadDigest', { message: 'The Content-MD5 you specified did not match what we received.' });
  }
  if (sha256 && expected.contentSha256 !== sha256.toString('hex')) throw new S3Error('XAmzContentSHA256Mismatch');
}

function verifyChecksum(
  expected: Expectations,
  algorithm: ChecksumAlgorithm,
  value: string,
  trailers: Map<string, string>,
): void {
  const announced = expected.trailing ? trailers.get(`x-amz-checksum-${algorithm}`) : expected.checksum;
  if (announced === value || (announced === undefined && !expected.trailing)) return;
  throw new S3Error('BadDigest', {
    message: `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
  });
}

/**
 * Reads a request's body without its framing, hands every piece to `take`, and verifies all digests it came with.
 * @param wanted algorithm to compute when the request brings no checksum of its own.
 * @param ofBody whether checksum headers speak of this body; those of CompleteMultipartUpload speak of the object.
 * @throws S3Error BadDigest, IncompleteBody, XAmzContentSHA256Mismatch and so on; what was taken is then worthless.
 */
export async function readVerified(
  request: S3Request,
  take: (piece: Buffer) => void | Promise<void>,
  wanted: ChecksumAlgorithm | null = null,
  ofBody = true,
): Promise<Verified> {
  const expected = expectationsOf(request, ofBody);
  const algorithm = expected.algorithm ?? wanted;
  const trailers = new Map<string, string>();
  const md5 = startDigest('md5');
  const checksum = algorithm && startDigest(algorithm);
  const sha256 = expected.contentSha256 === undefined ? undefined : startDigest('sha256');
  // The message must outlive the loop: a refused body is drained postDeploy, and its connection carries the refusal.
  const raw = request.message.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  let size = 0;
  for await (const piece of expected.framed ? decodeAwsChunked(raw, trailers) : raw) {
    size += piece.length;
    if (size > expected.length) throw new S3Error('IncompleteBody');
    md5.update(piece);
    checksum?.update(piece);
    sha256?.update(piece);
    await take(piece);
  }
  const md5Bytes = md5.digest();
  verify(expected, size, md5Bytes, sha256?.digest());
  const value = checksum?.digest().toString('base64');
  if (algorithm && value !== undefined) verifyChecksum(expected, algorithm, value, trailers);
  return {
    size,
    md5: md5Bytes.toString('hex'),
    checksum: algorithm && value !== undefined ? { algorithm, value, type: 'FULL_OBJECT' } : null,
  };
}
