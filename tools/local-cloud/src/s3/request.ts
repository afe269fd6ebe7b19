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

const longestKey = 1024;

/** Decodes a part of an address. @throws S3Error InvalidURI. */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new S3Error('InvalidURI');
  }
}

/**
 * Reads bucket and key of a path-style request.
 * The path is split by hand, because `URL` would resolve `..`, which is a legal part of a key.
 * @throws S3Error InvalidURI or KeyTooLongError.
 */
export function parseRequest(message: IncomingMessage, requestId: string): S3Request {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const slash = path.indexOf('/', 1);
  const bucket = decode(slash < 0 ? path.slice(1) : path.slice(1, slash));
  const key = slash < 0 ? '' : decode(path.slice(slash + 1));
  if (Buffer.byteLength(key) > longestKey) throw new S3Error('KeyTooLongError');
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  return { method: message.method ?? 'GET', bucket, key, query, message, requestId };
}

/** A header by lower-case name; undefined when absent. */
export function header(request: S3Request, name: string): string | undefined {
  const value = request.message.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** The time of a write: the header `x-local-cloud-time`, else the clock. @throws S3Error InvalidArgument. */
export function timeOf(request: S3Request, now: () => Date): Date {
  const text = header(request, 'x-local-cloud-time');
  if (text === undefined) return now();
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new S3Error('InvalidArgument', { message: `x-local-cloud-time is not an ISO time: ${text}` });
  return time;
}
