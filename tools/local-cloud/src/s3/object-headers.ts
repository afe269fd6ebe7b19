import { header, type S3Request } from './request';
import type { Version } from './storage/records';

const KEPT = [
  'content-type',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
  'x-amz-website-redirect-location',
];

/** Returns the headers of a write that later reads return. */
export function keptHeaders(request: S3Request): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of Object.keys(request.message.headers)) {
    if (KEPT.includes(name) || name.startsWith('x-amz-meta-')) headers[name] = header(request, name) ?? '';
  }
  const encodings = (header(request, 'content-encoding') ?? '').split(',').map((one) => one.trim());
  const own = encodings.filter((one) => one !== '' && one.toLowerCase() !== 'aws-chunked');
  if (own.length > 0) headers['content-encoding'] = own.join(',');
  return headers;
}

/** Returns the header with the version id; none in a bucket without versioning. */
export function versionHeaders(version: Version): Record<string, string> {
  return version.versionId === null ? {} : { 'x-amz-version-id': version.versionId };
}

/** Returns the headers with an object's checksum, if it has one. */
export function checksumHeaders({ checksum }: Pick<Version, 'checksum'>): Record<string, string> {
  if (!checksum) return {};
  return { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** Returns the XML elements with an object's checksum, if it has one. */
export function checksumElements({ checksum }: Pick<Version, 'checksum'>): Record<string, string> {
  if (!checksum) return {};
  return { [`Checksum${checksum.algorithm.toUpperCase()}`]: checksum.value, ChecksumType: checksum.type };
}
