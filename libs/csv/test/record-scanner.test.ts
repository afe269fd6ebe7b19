import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { MAX_RECORD_BYTES, RecordScanner } from '../src';
import { read, readText, type Seen } from './read';

const lines = (seen: ReturnType<typeof readText>): unknown[] =>
  seen.map(({ line, fault, cells }) => [line, fault ?? cells]);

describe('RecordScanner', () => {
  it('ends records at LF, CRLF and CR, also mixed, and counts lines from the start of the file', () => {
    expect(lines(readText('a,b\nc,d\r\ne,f\rg,h'))).toEqual([
      [1, ['a', 'b']],
      [2, ['c', 'd']],
      [3, ['e', 'f']],
      [4, ['g', 'h']],
    ]);
  });

  it('skips wholly blank lines but counts them as lines', () => {
    expect(lines(readText('\n\na,b\n  \t\r\n\nc,d\n'))).toEqual([
      [3, ['a', 'b']],
      [6, ['c', 'd']],
    ]);
  });

  it('skips a line of nothing but delimiters, and reads one of other delimiters', () => {
    expect(lines(readText('a,b\n,\n\t\t\nc', '\t'))).toEqual([
      [1, ['a,b']],
      [2, [',']],
      [4, ['c']],
    ]);
  });

  it('reads quoted fields with delimiters, newlines and doubled quotes in them', () => {
    expect(lines(readText('"a,b","c\r\nd","e ""f"""\nx,y,z'))).toEqual([
      [1, ['a,b', 'c\r\nd', 'e "f"']],
      [3, ['x', 'y', 'z']],
    ]);
  });

  it('reads a quote inside an unquoted field as text, also in a record with doubled quotes', () => {
    expect(lines(readText('a"b, c"d"\n"d""e",f"g'))).toEqual([
      [1, ['a"b', ' c"d"']],
      [2, ['d"e', 'f"g']],
    ]);
  });

  it.each([
    ['text after a closing quote', 'a,"b"c\nd,e\n'],
    ['a quote that is never closed', 'a,"b\nd,e\n'],
    ['a quote that is never closed and holds doubled quotes', 'a,"b""\nd,e\n'],
    ['text behind a space after a closing quote', 'a,"b" c\nd,e\n'],
    ['a quote behind a space that is never closed', 'a, "b\nd,e\n'],
  ])('skips one line for %s', (_, text) => {
    expect(lines(readText(text))).toEqual([
      [1, 'ROW_MALFORMED'],
      [2, ['d', 'e']],
    ]);
  });

  it('skips one line for each of several damaged records, also at the end of the file', () => {
    const text = 'a,"b\nc,d\ne,"f"g\nh,i\nj,"k';
    expect(lines(readText(text))).toEqual([
      [1, 'ROW_MALFORMED'],
      [2, ['c', 'd']],
      [3, 'ROW_MALFORMED'],
      [4, ['h', 'i']],
      [5, 'ROW_MALFORMED'],
    ]);
  });

  it('skips one line for a quote that is not closed within 64 KiB, and reads on at the next line', () => {
    const rows = Array.from({ length: 4000 }, (_, i) => `${i},${'x'.repeat(20)}`);
    const seen = readText(`1,"open\n${rows.join('\n')}\n2,"closed"`);
    expect(seen).toHaveLength(4002);
    expect(seen[0]).toMatchObject({ line: 1, fault: 'ROW_MALFORMED' });
    expect(seen.filter(({ fault }) => fault)).toHaveLength(1);
  });

  it('reads a record of 64 KiB, and marks one of a byte more as ROW_TOO_LONG', () => {
    const fits = 'x'.repeat(MAX_RECORD_BYTES - 2);
    expect(lines(readText(`a,${fits}\nb,${fits}x\nc,d`))).toEqual([
      [1, ['a', fits]],
      [2, 'ROW_TOO_LONG'],
      [3, ['c', 'd']],
    ]);
  });

  it('gives the first 64 KiB of a line of a million bytes', () => {
    expect(readText(`${'y'.repeat(1_000_000)}\na,b`).map(({ cells }) => cells[0]!.length)).toEqual([
      MAX_RECORD_BYTES,
      1,
    ]);
  });

  it('sets the first fault that applies: field count, NUL, encoding', () => {
    const bytes = Buffer.concat([Buffer.from('a\0,b\n'), Buffer.from([0xe9]), Buffer.from(',b\na,b,c\0\né,b')]);
    expect(lines(read([bytes], ',', 2))).toEqual([
      [1, 'ROW_NUL_BYTE'],
      [2, 'ROW_ENCODING'],
      [3, 'ROW_FIELD_COUNT'],
      [4, ['é', 'b']],
    ]);
  });

  it('counts all fields of a row with 60,001 of them, and records the positions of only the first 64', () => {
    const [row] = readText(`${','.repeat(60_000)}x`, ',', 2);
    expect(row).toMatchObject({ fault: 'ROW_FIELD_COUNT' });
    const scanner = new RecordScanner(',', 2, 64);
    scanner.push(Buffer.from(`${','.repeat(60_000)}x`), () => undefined);
    scanner.end(({ fields, from, to }) => expect([fields, from.length, to.length]).toEqual([60_001, 64, 64]));
    expect.assertions(2);
  });

  it('marks a record as cut where its line is longer than 64 KiB', () => {
    const cut: boolean[] = [];
    const scanner = new RecordScanner(',', null, 64);
    scanner.push(Buffer.from(`a,b\n${'y'.repeat(MAX_RECORD_BYTES + 1)}\nc,d`), (record) => cut.push(record.cut));
    scanner.end((record) => cut.push(record.cut));
    expect(cut).toEqual([false, true, false]);
  });
});

/** Text that is likely to break a reader of CSV. */
const pieces = fc.constantFrom(
  'a',
  'bc',
  ',',
  ';',
  '"',
  '""',
  '\n',
  '\r',
  '\r\n',
  ' ',
  '\t',
  'é',
  '李',
  '\0',
  '"x"',
  ',"',
  '",',
  '"\n',
  '\n"',
  ' "',
  '" ',
  '\ufeff',
  '\x1a',
  'sep=,',
);
const damagedText = fc.array(pieces, { maxLength: 60 }).map((parts) => Buffer.from(parts.join('')));

describe('RecordScanner, for any chunks', () => {
  it('finds the same records when the same bytes are cut at any one place', () => {
    fc.assert(
      fc.property(damagedText, (bytes) => {
        const whole = read([bytes], ',', 2);
        for (let at = 0; at <= bytes.length; at++)
          expect(read([bytes.subarray(0, at), bytes.subarray(at)], ',', 2)).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it('finds the same records in chunks of any sizes, single bytes too, for any minimum of bytes to scan', () => {
    fc.assert(
      fc.property(
        damagedText,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 40 }),
        (bytes, sizes, minScanBytes) => {
          const chunks: Buffer[] = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes[i % sizes.length]!;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(read(chunks, ',', null, minScanBytes)).toEqual(read([bytes]));
        },
      ),
      { numRuns: 500 },
    );
  });

  const long = Buffer.from(`a,b\n"${'x\r\n'.repeat(30_000)}\n${'z'.repeat(200_000)}\r\nc,d`);
  const whole = read([long]);
  /** Jest's own comparison of 30,000 records takes a second. */
  const firstDifference = (seen: Seen[]): number =>
    seen.length === whole.length ? seen.findIndex((one, i) => !isDeepStrictEqual(one, whole[i])) : seen.length;

  it.each([1000, 65_535, 65_536, 65_537, 65_538, 131_073])(
    'finds the same records in chunks of %i bytes where a record and a line are longer than that',
    (size) => {
      const chunks = Array.from({ length: Math.ceil(long.length / size) }, (_, i) =>
        long.subarray(i * size, (i + 1) * size),
      );
      expect(firstDifference(read(chunks))).toBe(-1);
      expect(firstDifference(read(chunks, ',', null, 128 * 1024))).toBe(-1);
    },
  );
});

describe('RecordScanner and csv-stringify', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('', '"', '""', 'a\nb', 'a\r\nb', ',', ';', '\t', '|', 'é李', ' x '),
  );
  const hasContent = (row: string[]): boolean => /[^ \t\r\n]/.test(row.join(''));
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
    );

  it('reads the tables that csv-stringify writes back unchanged, in every dialect', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (rows, delimiter, record_delimiter, quoted) => {
          const readable = rows.filter((row) => !row.join('').includes('\0') && hasContent(row));
          const text = stringify(readable, { delimiter, record_delimiter, quoted, quoted_match: /[\r\n"]/ });
          expect(readText(text, delimiter).map(({ cells }) => cells)).toEqual(readable);
        },
      ),
      { numRuns: 400 },
    );
  });
});
