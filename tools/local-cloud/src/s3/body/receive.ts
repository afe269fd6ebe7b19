import { S3Error } from '../errors';
import type { S3Request } from '../request';
import type { StoredChecksum } from '../storage/records';
import { decodeAwsChunked } from './aws-chunked';
import { BufferedFileWriter } from './buffered-file-writer';
import { base64Of, type ChecksumAlgorithm, hexOf, startDigest } from './checksums';
import { type Expectations, expectationsOf } from './expectations';

const MAX_XML_BYTES = 2 * 1024 ** 2;

/** The facts of a body that was read and verified. */
interface Verified {
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  md5: string;
  checksum: StoredChecksum | null;
}

/** A verified body in a temporary file. */
interface ReceivedFile extends Verified {
  path: string;
}

/** What was computed of a body. */
interface Computed {
  size: number;
  /** Hexadecimal. */
  md5: string;
  /** Hexadecimal; null if the request does not contain a SHA-256 of its payload. */
  sha256: string | null;
}

function verify(expected: Expectations, { size, md5, sha256 }: Computed): void {
  if (size !== expected.length) throw new S3Error('IncompleteBody');
  if (expected.md5 !== undefined && expected.md5 !== Buffer.from(md5, 'hex').toString('base64')) {
    throw new S3Error('BadDigest', { message: 'The Content-MD5 you specified did not match what we received.' });
  }
  if (sha256 !== null && expected.contentSha256 !== sha256) throw new S3Error('XAmzContentSHA256Mismatch');
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
 * Reads a request's body without its framing, passes every piece to `take`, and verifies all digests of the request.
 *
 * @param wanted the algorithm to compute if the request has no checksum of its own
 * @param ofBody whether checksum headers apply to this body; those of CompleteMultipartUpload apply to the object
 * @throws S3Error BadDigest, IncompleteBody, XAmzContentSHA256Mismatch and others; the pieces must then be discarded
 */
async function readVerified(
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
  const sha256 = expected.contentSha256 === undefined ? null : startDigest('sha256');
  // The message must outlive the loop: the rest of a refused body is drained, and its connection carries the answer.
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
  const computed = { size, md5: await hexOf(md5), sha256: sha256 && (await hexOf(sha256)) };
  verify(expected, computed);
  if (!algorithm || !checksum) return { size, md5: computed.md5, checksum: null };
  const value = await base64Of(checksum);
  verifyChecksum(expected, algorithm, value, trailers);
  return { size, md5: computed.md5, checksum: { algorithm, value, type: 'FULL_OBJECT' } };
}

/**
 * Streams a request's body to a new file. Removes the file if the body is refused.
 *
 * @param wanted the algorithm to compute if the request has no checksum of its own
 * @throws S3Error if the body does not have the announced length or digests
 */
export async function receiveFile(
  request: S3Request,
  path: string,
  wanted: ChecksumAlgorithm | null = null,
): Promise<ReceivedFile> {
  const file = new BufferedFileWriter(path);
  try {
    const verified = await readVerified(request, (piece) => file.write(piece), wanted);
    await file.finish();
    return { path, ...verified };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/**
 * Reads a small XML body.
 *
 * @param checksums what the checksum headers apply to; those of an `object` are left to the caller
 * @throws S3Error MalformedXML if the body is larger than 2 MiB, and as for {@link receiveFile}
 */
export async function receiveXml(request: S3Request, checksums: 'body' | 'object'): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  const take = (piece: Buffer): void => {
    size += piece.length;
    if (size > MAX_XML_BYTES) throw new S3Error('MalformedXML');
    pieces.push(piece);
  };
  await readVerified(request, take, null, checksums === 'body');
  return Buffer.concat(pieces).toString('utf8');
}
