import type { Readable } from 'node:stream';
import type { Encoding, FeedEncoding } from '@customer-files/events';
import { textTooLarge } from './file-fault';
import { checkKind, isGzip } from './file-kind';
import { gunzipped } from './gunzip';
import { transcoderFor, type Transcoder } from './transcode';

/** The decoded text of a file, and what its first bytes say about how it is stored. */
export interface Decoded {
  gzip: boolean;
  encoding: Encoding;
  /** Bytes of the byte order mark, which are not part of the text. */
  bom: number;
  /** The text as UTF-8, in chunks of any size. @throws {FileFault} `FILE_CORRUPT`, `FILE_TOO_LARGE` */
  text: AsyncGenerator<Buffer>;
}

/** The kind of a file is told by so many bytes. */
const KIND_BYTES = 64 * 1024;

function startsWith(bytes: Buffer, ...prefix: number[]): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, i) => bytes[i] === byte);
}

function byteOrder(head: Buffer, configured: FeedEncoding): { encoding: Encoding; bom: number } {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', bom: 3 };
  if (startsWith(head, 0xff, 0xfe)) return { encoding: 'utf-16le', bom: 2 };
  if (startsWith(head, 0xfe, 0xff)) return { encoding: 'utf-16be', bom: 2 };
  return { encoding: configured, bom: 0 };
}

async function* transcoded(
  first: Buffer,
  rest: AsyncGenerator<Buffer>,
  transcoder: Transcoder,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  const within = (chunk: Buffer): Buffer => {
    bytes += chunk.length;
    if (bytes > maxBytes) throw textTooLarge(maxBytes);
    return chunk;
  };
  try {
    yield transcoder.write(within(first));
    for await (const chunk of rest) yield transcoder.write(within(chunk));
    yield transcoder.end();
  } finally {
    await rest.return(undefined);
  }
}

/** The chunk, then the rest of the stream. */
async function* prepended(chunk: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (chunk.length > 0) yield chunk;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** Takes at least `size` bytes from the stream, or all of a shorter one, also of one that ends in an error. */
async function take(chunks: AsyncIterator<Buffer>, size: number): Promise<{ bytes: Buffer; error: unknown }> {
  const held: Buffer[] = [];
  let bytes = 0;
  let error: unknown = null;
  try {
    while (bytes < size) {
      const next = await chunks.next();
      if (next.done) break;
      held.push(next.value);
      bytes += next.value.length;
    }
  } catch (caught) {
    error = caught;
  }
  return { bytes: held.length === 1 ? held[0]! : Buffer.concat(held, bytes), error };
}

/** Takes the first bytes, and throws where they show another kind of file. */
async function takeHead(chunks: AsyncIterator<Buffer>, gzip: boolean): Promise<Buffer> {
  const { bytes, error } = await take(chunks, KIND_BYTES);
  // A kind is reported before a fault of the compressed data.
  checkKind(bytes, gzip);
  if (error) throw error as Error;
  return bytes;
}

/**
 * Decodes a stored object to UTF-8: decompresses gzip, which its first bytes show, removes a byte order mark, and
 * transcodes. A byte order mark takes precedence over the configured encoding.
 *
 * @throws {FileFault} `FILE_NOT_CSV` by the first bytes, `FILE_CORRUPT`; and the error of the source
 * @param stored the object's bytes; destroyed when the loop over `text` ends
 * @param maxBytes limit of the decompressed bytes
 */
export async function decode(stored: Readable, configured: FeedEncoding, maxBytes: number): Promise<Decoded> {
  const raw = stored[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const magic = await take(raw, 2);
  if (magic.error) throw magic.error as Error;
  const gzip = isGzip(magic.bytes);
  const whole = prepended(magic.bytes, raw);
  const chunks = gzip ? gunzipped(whole) : whole;
  const head = await takeHead(chunks, gzip).catch(async (error: Error) => {
    await chunks.return(undefined);
    throw error;
  });
  const { encoding, bom } = byteOrder(head, configured);
  return { gzip, encoding, bom, text: transcoded(head.subarray(bom), chunks, transcoderFor(encoding), maxBytes) };
}
