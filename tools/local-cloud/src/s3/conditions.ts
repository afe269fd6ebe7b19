import { S3Error } from './errors';
import { header, type S3Request } from './request';
import type { Version } from './storage/records';

/** A condition of a write, checked while the key is locked. */
export interface WriteCondition {
  /** The key must not exist. */
  absent: boolean;
  /** The key must have this ETag (or any, when `*`). */
  etag: string | undefined;
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { details: { Condition: condition } });
}

function matches(list: string, etag: string): boolean {
  return list
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '').replaceAll('"', '') === etag);
}

/**
 * Reads the condition of a write.
 *
 * @throws S3Error NotImplemented for an If-None-Match other than `*`, as S3 does
 */
export function writeConditionOf(request: S3Request): WriteCondition {
  const none = header(request, 'if-none-match');
  if (none !== undefined && none.trim() !== '*')
    throw new S3Error('NotImplemented', { details: { Header: 'If-None-Match' } });
  return { absent: none !== undefined, etag: header(request, 'if-match') };
}

/**
 * Checks the condition of a write.
 *
 * @throws S3Error PreconditionFailed, or NoSuchKey for an If-Match on a key that does not exist
 */
export function checkWrite(condition: WriteCondition, current: Version | undefined): void {
  const exists = current !== undefined && current.file !== null;
  if (condition.absent && exists) throw failed('If-None-Match');
  if (condition.etag === undefined) return;
  if (!exists) throw new S3Error('NoSuchKey');
  if (!matches(condition.etag, current.etag)) throw failed('If-Match');
}

// HTTP dates have whole seconds.
function isAfter(version: Version, date: string): boolean {
  return Math.floor(Date.parse(version.lastModified) / 1000) > Math.floor(Date.parse(date) / 1000);
}

/**
 * Checks the conditions of a read.
 *
 * @param prefix of the header names; `x-amz-copy-source-` for the source of a copy
 * @returns true if the client has the object already, for the answer 304
 * @throws S3Error PreconditionFailed
 */
export function isUnmodified(request: S3Request, version: Version, prefix = ''): boolean {
  const match = header(request, `${prefix}if-match`);
  const none = header(request, `${prefix}if-none-match`);
  const since = header(request, `${prefix}if-modified-since`);
  const until = header(request, `${prefix}if-unmodified-since`);
  if (match !== undefined && !matches(match, version.etag)) throw failed('If-Match');
  if (match === undefined && until !== undefined && isAfter(version, until)) throw failed('If-Unmodified-Since');
  if (none !== undefined) return matches(none, version.etag);
  return since !== undefined && !Number.isNaN(Date.parse(since)) && !isAfter(version, since);
}
