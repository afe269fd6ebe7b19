import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors';

/** A request as the actions see it. */
export interface S3Request {
  readonly method: string;
  /** Empty for requests to the service itself. */
  readonly bucket: string;
  /** Empty for requests to a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly message: IncomingMessage;
  readonly requestId: string;
}

const MAX_KEY_BYTES = 1024;

/**
 * Decodes a part of a URL.
 *
 * @throws S3Error InvalidURI
 */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new S3Error('InvalidURI');
  }
}

/**
 * Reads bucket and key of a path-style request. Does not use `URL`, which would resolve `..`, a legal part of a key.
 *
 * @throws S3Error InvalidURI or KeyTooLongError
 */
export function parseRequest(message: IncomingMessage, requestId: string): S3Request {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const slash = path.indexOf('/', 1);
  const bucket = decode(slash < 0 ? path.slice(1) : path.slice(1, slash));
  const key = slash < 0 ? '' : decode(path.slice(slash + 1));
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError');
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  return { method: message.method ?? 'GET', bucket, key, query, message, requestId };
}

/** Returns a header by its lower-case name, or undefined. */
export function header(request: S3Request, name: string): string | undefined {
  const value = request.message.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/**
 * Returns the time of a write: the header `x-local-cloud-time` if there is one, else the time of the clock.
 *
 * @throws S3Error InvalidArgument
 */
export function timeOf(request: S3Request, now: () => Date): Date {
  const text = header(request, 'x-local-cloud-time');
  if (text === undefined) return now();
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new S3Error('InvalidArgument', { message: `x-local-cloud-time is not an ISO time: ${text}` });
  return time;
}

/** Parses the time of a presigned URL, such as `20260630T120000Z`, into milliseconds. */
function signedAt(text: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

/**
 * Refuses an expired presigned URL. The guard compares the session token of the URL; signatures are not verified.
 *
 * @throws S3Error AccessDenied
 */
export function checkExpiry({ query }: S3Request, now: Date): void {
  const seconds = query.get('X-Amz-Expires');
  if (seconds === null) return;
  const until = signedAt(query.get('X-Amz-Date') ?? '') + Number(seconds) * 1000;
  if (!(now.getTime() <= until)) throw new S3Error('AccessDenied', { message: 'Request has expired' });
}
