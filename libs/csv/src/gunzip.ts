import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import { ByteSource } from './byte-source';
import { FileFault } from './file-fault';

/** The size of the chunks that a socket delivers. */
const CHUNK_BYTES = 64 * 1024;

const MAGIC = [0x1f, 0x8b, 0x08];
const HEADER_BYTES = 10;
const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16 };
/** What may stand behind a member: padding, and what a transfer in text mode appends. */
const PADDING = new Set([0x00, 0x09, 0x0a, 0x0d, 0x20]);

function corrupt(): FileFault {
  return new FileFault(
    'FILE_CORRUPT',
    'The file is compressed with gzip, and its compressed data is damaged or cut off.',
    'Compress the file again and check it with "gzip -t" before sending it, or send it uncompressed.',
  );
}

/** @throws {FileFault} where so many bytes are not left */
async function exactly(source: ByteSource, bytes: number): Promise<Buffer> {
  const read = await source.read(bytes);
  if (read.length < bytes) throw corrupt();
  return read;
}

async function skipText(source: ByteSource): Promise<void> {
  while ((await exactly(source, 1))[0] !== 0);
}

async function skipHeader(source: ByteSource): Promise<void> {
  const header = await exactly(source, HEADER_BYTES);
  const flags = header[3]!;
  if (!MAGIC.every((byte, i) => header[i] === byte) || flags > 31) throw corrupt();
  if (flags & FLAGS.extra) await exactly(source, (await exactly(source, 2)).readUInt16LE());
  if (flags & FLAGS.name) await skipText(source);
  if (flags & FLAGS.comment) await skipText(source);
  if (flags & FLAGS.headerCrc) await exactly(source, 2);
}

/** Feeds the member's data, and gives back what is not part of it. */
async function feed(source: ByteSource, inflate: InflateRaw): Promise<void> {
  while (!inflate.destroyed) {
    const chunk = await source.next();
    if (!chunk) break;
    const before = inflate.bytesWritten;
    await new Promise<void>((resolve) => inflate.write(chunk, () => resolve()));
    const used = inflate.bytesWritten - before;
    if (inflate.destroyed || used === chunk.length) continue;
    source.giveBack(chunk.subarray(used));
    break;
  }
  inflate.end();
}

async function* member(source: ByteSource): AsyncGenerator<Buffer> {
  await skipHeader(source);
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  // An error of the source destroys the stream, and the loop below throws it.
  const feeding = feed(source, inflate).catch((error: Error) => void inflate.destroy(error));
  let checksum = 0;
  let bytes = 0;
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      checksum = crc32(chunk, checksum);
      bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw String((error as NodeJS.ErrnoException).code).startsWith('Z_') ? corrupt() : error;
  } finally {
    inflate.destroy();
  }
  await feeding;
  const trailer = await exactly(source, 8);
  if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== bytes % 2 ** 32) throw corrupt();
}

/** Skips padding. @returns whether another member follows @throws {FileFault} where anything else does */
async function hasMember(source: ByteSource): Promise<boolean> {
  for (;;) {
    const chunk = await source.next();
    if (!chunk) return false;
    const at = chunk.findIndex((byte) => !PADDING.has(byte));
    if (at < 0) continue;
    source.giveBack(chunk.subarray(at));
    if (chunk[at] === MAGIC[0]) return true;
    throw corrupt();
  }
}

/**
 * Decompresses all members of a gzip file (RFC 1952), and checks each one's checksum and length. NUL, blanks and line
 * ends behind a member do not count. The Gunzip of Node.js takes them for a damaged member, and drops without a word the
 * members behind a NUL (tried with 24.21).
 *
 * @throws {FileFault} `FILE_CORRUPT`; and the error of the source
 */
export async function* gunzipped(compressed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = new ByteSource(compressed);
  try {
    do yield* member(source);
    while (await hasMember(source));
  } finally {
    // Not awaited: it may wait for the next bytes. Its error is the one that the loop has thrown, or nobody reads on.
    compressed.return(undefined).catch(() => undefined);
  }
}
