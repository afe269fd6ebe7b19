import { Readable } from 'node:stream';
import { deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decode, FileFault } from '../src';

/** Decompresses bytes that arrive in chunks of a size. */
async function decompressed(bytes: Buffer, size = bytes.length): Promise<Buffer> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  const { gzip, text } = await decode(Readable.from(chunks), 'latin1', 1e9);
  expect(gzip).toBe(true);
  const out: Buffer[] = [];
  for await (const chunk of text) out.push(chunk);
  return Buffer.from(Buffer.concat(out).toString('utf8'), 'latin1');
}

const codeOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'read',
    (error: unknown) => (error instanceof FileFault ? error.code : String(error)),
  );

/** As zlib sees it. */
function isValid(bytes: Buffer): boolean {
  try {
    gunzipSync(bytes);
    return true;
  } catch {
    return false;
  }
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 0, max: 100_000 }).map((length) => Buffer.alloc(length, 'a,b\n')),
);
const padding = fc
  .subarray(['\0', ' ', '\t', '\r\n', '\n', '\0'.repeat(500)])
  .map((parts) => Buffer.from(parts.join('')));

describe('decompressing', () => {
  it('gives what was compressed, of several members, with padding behind them, in chunks of any size', async () => {
    const members = fc.array(fc.tuple(content, padding, fc.constantFrom(0, 1, 9)), { minLength: 1, maxLength: 3 });
    // Text that begins like a byte order mark or another kind of file would be read as such.
    const begin = Buffer.from('x');
    await fc.assert(
      fc.asyncProperty(members, fc.constantFrom(1, 7, 1000, 65_536), async (parts, size) => {
        const stored = Buffer.concat([
          gzipSync(begin),
          ...parts.flatMap(([bytes, behind, level]) => [gzipSync(bytes, { level }), behind]),
        ]);
        const whole = Buffer.concat([begin, ...parts.map(([bytes]) => bytes)]);
        const chunkBytes = Math.max(size, Math.ceil(stored.length / 300));
        expect((await decompressed(stored, chunkBytes)).equals(whole)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('reads a header with an extra field, a name, a comment and its own checksum', async () => {
    const plain = gzipSync('x,y\n');
    const header = Buffer.concat([
      plain.subarray(0, 3),
      Buffer.from([2 | 4 | 8 | 16]),
      plain.subarray(4, 10),
      Buffer.from([3, 0, 9, 9, 9]),
      Buffer.from('name\0comment\0'),
      Buffer.from([0, 0]),
    ]);
    const stored = Buffer.concat([header, plain.subarray(10)]);
    for (const size of [1, stored.length]) expect(String(await decompressed(stored, size))).toBe('x,y\n');
  });

  it.each([
    ['text', 'x'],
    ['text behind padding', '\0\0 x'],
    ['half the magic number', '\x1f'],
    ['another method of compression', '\x1f\x8b\x07'.padEnd(20, '\0')],
  ])('throws FILE_CORRUPT for %s behind the last member', async (_, behind) => {
    const stored = Buffer.concat([gzipSync('a,b\n'), Buffer.from(behind, 'latin1')]);
    expect(await codeOf(decompressed(stored))).toBe('FILE_CORRUPT');
  });

  it('throws FILE_CORRUPT wherever the file is cut off, or a byte of it is changed', async () => {
    const stored = gzipSync('customer_id,full_name\n1,Ada\n2,Bo\n');
    for (let at = 2; at < stored.length; at++)
      expect([at, await codeOf(decompressed(stored.subarray(0, at)))]).toEqual([at, 'FILE_CORRUPT']);
    for (let at = 10; at < stored.length; at++) {
      const changed = Buffer.from(stored);
      changed[at]! ^= 0x40;
      // Some bits behind the last symbol have no meaning.
      if (!isValid(changed)) expect([at, await codeOf(decompressed(changed))]).toEqual([at, 'FILE_CORRUPT']);
    }
  });

  it('agrees with zlib on what is a valid file, for any bytes that begin like one', async () => {
    const start = gzipSync('a').subarray(0, 10);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (rest) => {
        const bytes = Buffer.concat([start, rest]);
        expect((await codeOf(decompressed(bytes))) === 'read').toBe(isValid(bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('throws FILE_CORRUPT for a member whose length or checksum is not that of its text', async () => {
    const data = deflateRawSync('a,b\n');
    const header = gzipSync('').subarray(0, 10);
    expect(await codeOf(decompressed(Buffer.concat([header, data, Buffer.alloc(8)])))).toBe('FILE_CORRUPT');
  });

  it('stops where nobody reads on, and closes its source', async () => {
    let closed = false;
    const source = Readable.from(
      (async function* () {
        try {
          const member = gzipSync(Buffer.alloc(100_000, 'a,b\n'), { level: 0 });
          for (;;) yield member;
        } finally {
          closed = true;
        }
      })(),
    );
    const { text } = await decode(source, 'utf-8', 1e9);
    for await (const chunk of text) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    source.destroy();
    await new Promise((resolve) => source.once('close', resolve));
    expect(closed).toBe(true);
  });
});
