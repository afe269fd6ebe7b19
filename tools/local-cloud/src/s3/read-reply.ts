import { isUnmodified } from './conditions';
import { S3Error } from './errors';
import { checksumHeaders, versionHeaders } from './object-headers';
import { header, type S3Request } from './request';
import type { StoredVersion } from './storage/versions';

/** Headers that a query parameter `response-...` can override. */
const OVERRIDABLE = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];

function overridesOf(request: S3Request): Record<string, string> {
  const pairs = OVERRIDABLE.map((name) => [name, request.query.get(`response-${name}`)] as const);
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null));
}

/** Bytes `start` to `end`, both included. */
interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a Range header for an object of `size` bytes.
 *
 * @returns null for the whole object: no header, or one that S3 ignores (malformed, or several ranges)
 * @throws S3Error InvalidRange if the range contains no byte of the object
 */
function rangeOf(text: string | undefined, size: number): ByteRange | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(text?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  const refusal = new S3Error('InvalidRange', {
    headers: { 'content-range': `bytes */${size}` },
    details: { RangeRequested: String(text), ActualObjectSize: String(size) },
  });
  if (first === '') {
    if (Number(last) === 0 || size === 0) throw refusal;
    return { start: Math.max(0, size - Number(last)), end: size - 1 };
  }
  if (last !== '' && Number(last) < Number(first)) return null;
  if (Number(first) >= size) throw refusal;
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** Status and headers of a read, and the slice of the data to send. */
interface ReadReply {
  status: 200 | 206 | 304;
  headers: Record<string, string>;
  /** Offset in bytes. */
  start: number;
  /** Bytes to send to a GET; 0 if there is nothing to send. */
  length: number;
}

/**
 * Answers a GET or HEAD of a version.
 *
 * @throws S3Error PreconditionFailed or InvalidRange
 */
export function readReply(request: S3Request, version: StoredVersion): ReadReply {
  const validators = {
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
    ...versionHeaders(version),
  };
  if (isUnmodified(request, version)) return { status: 304, headers: validators, start: 0, length: 0 };
  const range = rangeOf(header(request, 'range'), version.size);
  const start = range?.start ?? 0;
  const length = range ? range.end - range.start + 1 : version.size;
  const withChecksum = !range && header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  return {
    status: range ? 206 : 200,
    start,
    length,
    headers: {
      ...version.headers,
      ...overridesOf(request),
      ...validators,
      ...(withChecksum && checksumHeaders(version)),
      'accept-ranges': 'bytes',
      'content-length': String(length),
      ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${version.size}` }),
    },
  };
}
