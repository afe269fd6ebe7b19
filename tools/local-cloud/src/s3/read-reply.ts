import { isUnmodified } from './conditions';
import { checksumHeaders, versionHeaders } from './object-headers';
import { parseRange } from './range';
import { header, type S3Request } from './request';
import type { StoredVersion } from './storage/versions';

const overridable = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];

function overrides(request: S3Request): Record<string, string> {
  const pairs = overridable.map((name) => [name, request.query.get(`response-${name}`)] as const);
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null));
}

/** Status and headers of a read, and the piece of the data to send. */
export interface ReadReply {
  status: 200 | 206 | 304;
  headers: Record<string, string>;
  /** Offset in bytes. */
  start: number;
  /** Bytes to send to a GET; 0 when there is nothing to send. */
  length: number;
}

/** Answers a GET or HEAD of a version. @throws S3Error PreconditionFailed or InvalidRange. */
export function readReply(request: S3Request, version: StoredVersion): ReadReply {
  const validators = {
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
    ...versionHeaders(version),
  };
  if (isUnmodified(request, version)) return { status: 304, headers: validators, start: 0, length: 0 };
  const range = parseRange(header(request, 'range'), version.size);
  const start = range?.start ?? 0;
  const length = range ? range.end - range.start + 1 : version.size;
  const told =
    !range && header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' ? checksumHeaders(version) : {};
  return {
    status: range ? 206 : 200,
    start,
    length,
    headers: {
      ...version.headers,
      ...overrides(request),
      ...validators,
      ...told,
      'accept-ranges': 'bytes',
      'content-length': String(length),
      ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${version.size}` }),
    },
  };
}
