import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Encoding, FeedEncoding } from '@customer-files/events';
import { FileFault, textTooLarge } from './file-fault';
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

/** The size of the chunks that a socket delivers. */
const CHUNK_BYTES = 64 * 1024;

const GZIP_MAGIC = [0x1f, 0x8b];

function corrupt(): FileFault {
  return new FileFault(
    'FILE_CORRUPT',
    'The file is compressed with gzip, and its compressed data is damaged or cut off.',
    'Compress the file again and check it with "gzip -t" before sending it, or send it uncompressed.',
  );
}

async function* gunzipped(compressed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // An error of one stream destroys the other, and the loop below throws it.
  pipeline(Readable.from(compressed, { objectMode: false }), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    throw String((error as NodeJS.ErrnoException).code).startsWith('Z_') ? corrupt() : error;
  }
}

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

/** Takes at least `size` bytes from the stream, or all of a shorter one. */
async function take(chunks: AsyncIterator<Buffer>, size: number): Promise<Buffer> {
  const held: Buffer[] = [];
  let bytes = 0;
  while (bytes < size) {
    const next = await chunks.next();
    if (next.done) break;
    held.push(next.value);
    bytes += next.value.length;
  }
  return held.length === 1 ? held[0]! : Buffer.concat(held, bytes);
}

/**
 * Decodes a stored object to UTF-8: decompresses gzip, which its first bytes show, removes a byte order mark, and
 * transcodes. A byte order mark takes precedence over the configured encoding.
 *
 * @param stored the object's bytes; destroyed when the loop over `text` ends
 * @param maxBytes limit of the decompressed bytes
 */
export async function decode(stored: Readable, configured: FeedEncoding, maxBytes: number): Promise<Decoded> {
  const raw = stored[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const magic = await take(raw, GZIP_MAGIC.length);
  const gzip = startsWith(magic, ...GZIP_MAGIC);
  const whole = prepended(magic, raw);
  const chunks = gzip ? gunzipped(whole) : whole;
  const head = await take(chunks, 4);
  const { encoding, bom } = byteOrder(head, configured);
  return { gzip, encoding, bom, text: transcoded(head.subarray(bom), chunks, transcoderFor(encoding), maxBytes) };
}
