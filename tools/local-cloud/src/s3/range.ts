import { S3Error } from './errors';

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a Range header for an object of `size` bytes.
 * @returns null when the whole object is to be sent: no header, or one that S3 ignores (malformed, or several ranges).
 * @throws S3Error InvalidRange when nothing of the object lies in the range.
 */
export function parseRange(text: string | undefined, size: number): ByteRange | null {
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
