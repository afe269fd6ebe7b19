import { S3Error } from '../errors';
import { header, type S3Request } from '../request';
import { algorithmOf, CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from './checksums';

/** What the headers of a request announce about its body. */
export interface Expectations {
  /** Whether the body has the aws-chunked framing. */
  framed: boolean;
  /** Bytes of the content, without framing. */
  length: number;
  algorithm: ChecksumAlgorithm | null;
  /** Base64; undefined if it is a trailer or missing. */
  checksum: string | undefined;
  /** Whether a trailing header must contain the checksum. */
  trailing: boolean;
  /** Base64 of Content-MD5. */
  md5: string | undefined;
  /** Hexadecimal; undefined if the signature does not cover the payload. */
  contentSha256: string | undefined;
}

const MAX_PUT_BYTES = 5 * 1024 ** 3;
const DIGEST_BYTES = { crc32: 4, crc32c: 4, sha1: 20, sha256: 32, crc64nvme: 8, md5: 16 } as const;

function lengthOf(request: S3Request, framed: boolean): number {
  if (!framed && header(request, 'transfer-encoding') !== undefined) {
    throw new S3Error('NotImplemented', { details: { Header: 'Transfer-Encoding' } });
  }
  const text = header(request, framed ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined || !/^\d+$/.test(text)) throw new S3Error('MissingContentLength');
  if (Number(text) > MAX_PUT_BYTES) throw new S3Error('EntityTooLarge');
  return Number(text);
}

function checkForm(value: string | undefined, algorithm: keyof typeof DIGEST_BYTES): void {
  if (value === undefined) return;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== DIGEST_BYTES[algorithm] || bytes.toString('base64') !== value)
    throw new S3Error('InvalidDigest');
}

/**
 * Reads the headers that describe a body.
 *
 * @param ofBody whether checksum headers apply to the body
 * @throws S3Error if the headers are malformed or contradict each other
 */
export function expectationsOf(request: S3Request, ofBody: boolean): Expectations {
  const sha256 = header(request, 'x-amz-content-sha256');
  const framed =
    /(^|,)\s*aws-chunked\s*(,|$)/i.test(header(request, 'content-encoding') ?? '') ||
    (sha256?.startsWith('STREAMING-') ?? false);
  const given = !ofBody
    ? []
    : CHECKSUM_ALGORITHMS.filter((one) => header(request, `x-amz-checksum-${one}`) !== undefined);
  if (given.length > 1)
    throw new S3Error('InvalidRequest', {
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    });
  const trailing = given[0] === undefined ? algorithmOf(header(request, 'x-amz-trailer')) : null;
  const checksum = given[0] && header(request, `x-amz-checksum-${given[0]}`);
  const md5 = header(request, 'content-md5');
  checkForm(md5, 'md5');
  if (given[0]) checkForm(checksum, given[0]);
  return {
    framed,
    length: lengthOf(request, framed),
    algorithm: given[0] ?? trailing,
    checksum,
    trailing: trailing !== null,
    md5,
    contentSha256: sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
  };
}
