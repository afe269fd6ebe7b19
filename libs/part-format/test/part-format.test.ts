import {
  columnsOf,
  CURRENT_VERSION,
  findRows,
  packLetters,
  type PartHead,
  partOfRows,
  PartWriter,
  readHead,
  rowsOfPart,
} from '../src';
import { FIXTURE_FILE_ID, FIXTURE_ROWS, fixture, type FixtureRow, writeRow, writtenToday } from './fixture';

const VERSIONS = Array.from({ length: CURRENT_VERSION }, (_, before) => before + 1);
const PART = { fileId: FIXTURE_FILE_ID, part: 3 };
const VERSION_AT = 35;

const names = ({ columns }: PartHead): string[] => columns.map(({ name }) => name);
const idsOf = (part: Buffer): bigint[] => [...findRows(part, readHead(part, PART), rowsOfPart(part, PART), PART).ids];

/** The current fixture with other bytes somewhere. */
function changed(change: (part: Buffer) => void): Buffer {
  const part = Buffer.from(fixture(CURRENT_VERSION));
  change(part);
  return part;
}

/** Parts of rows, of which each holds so many. */
function partsOf(rows: readonly FixtureRow[], partRows: number): { part: number; rows: number; bytes: Buffer }[] {
  const parts: { part: number; rows: number; bytes: Buffer }[] = [];
  const writer = new PartWriter(
    new Uint8Array(16),
    ({ part, rows: count, bytes, release }) => {
      parts.push({ part, rows: count, bytes: Buffer.from(bytes) });
      release();
    },
    partRows,
  );
  for (const row of rows) writeRow(writer, row);
  writer.finish();
  return parts;
}

describe('the versions of the part format', () => {
  const COLUMNS_OF_VERSION_1 = [
    'customer_id',
    'full_name',
    'email',
    'age',
    'date_of_birth',
    'phone_number',
    'country',
    'source_file_id',
  ];

  it('carry in version 1 the customer columns and the file of a row', () => {
    expect(columnsOf(1)!.map(({ name }) => name)).toEqual(COLUMNS_OF_VERSION_1);
  });

  it('carry in version 2 also the line of a row', () => {
    expect(columnsOf(2)!.map(({ name }) => name)).toEqual([...COLUMNS_OF_VERSION_1, 'source_line']);
  });

  it.each(VERSIONS)(
    'are all read: the fixture of version %i says its version, its columns, its ids and its rows',
    (version) => {
      const part = fixture(version);
      const head = readHead(part, PART);
      expect(head.version).toBe(version);
      expect(names(head)).toEqual(columnsOf(version)!.map(({ name }) => name));
      expect(head.lowestId).toBe(7n);
      expect(head.highestId).toBe(9_223_372_036_854_775_807n);
      expect(rowsOfPart(part, PART)).toBe(FIXTURE_ROWS.length);
      expect(idsOf(part)).toEqual(FIXTURE_ROWS.map(({ values }) => values.customer_id));
    },
  );

  it('are never changed: what is written today is the newest fixture, byte for byte', () => {
    if (writtenToday().equals(fixture(CURRENT_VERSION))) return;
    throw new Error(
      `the writer no longer writes version ${CURRENT_VERSION} as its fixture is, so parts that are stored could not be loaded: ` +
        'a new column takes a new version (its `since` is the next whole number), and a fixture of that version',
    );
  });

  it('are refused by their number where they are not known, with what to do', () => {
    const unknown = changed((part) => part.writeInt16BE(CURRENT_VERSION + 1, VERSION_AT));
    expect(() => readHead(unknown, PART)).toThrow(
      expect.objectContaining({
        code: 'PART_VERSION_UNKNOWN',
        version: CURRENT_VERSION + 1,
        fileId: FIXTURE_FILE_ID,
        part: 3,
        message: expect.stringContaining(`has version ${CURRENT_VERSION + 1} of the part format`),
      }),
    );
    expect(() => readHead(unknown, PART)).toThrow(
      'deploy persistence before validation, then send the dead letter again',
    );
  });

  it('are refused by their number also where a later version has a longer head', () => {
    const longer = changed((part) => {
      part.writeInt32BE(64, 15);
      part.writeInt16BE(CURRENT_VERSION + 5, VERSION_AT);
    });
    expect(() => readHead(longer, PART)).toThrow(
      expect.objectContaining({ code: 'PART_VERSION_UNKNOWN', version: CURRENT_VERSION + 5 }),
    );
  });
});

describe('a part that is not as validation writes it', () => {
  it.each<[what: string, part: Buffer]>([
    ['is empty', Buffer.alloc(0)],
    ['begins with other bytes', changed((part) => part.fill(0, 0, 11))],
    ['is cut off in its head', fixture(CURRENT_VERSION).subarray(0, 30)],
    ['ends with its head', fixture(CURRENT_VERSION).subarray(0, 39)],
    ['has no extension', changed((part) => part.writeInt32BE(0, 15))],
    ['says version 1 in the head of a later one', changed((part) => part.writeInt16BE(1, VERSION_AT))],
    ['says a negative version', changed((part) => part.writeInt16BE(-1, VERSION_AT))],
    ['says another number of fields than its version has', changed((part) => part.writeInt16BE(3, VERSION_AT + 2))],
    ['is longer in its head than its version is', changed((part) => part.writeInt32BE(24, 15))],
  ])('is refused where it %s', (_, part) => {
    expect(() => readHead(part, PART)).toThrow(expect.objectContaining({ code: 'PART_UNREADABLE', part: 3 }));
  });

  it.each(VERSIONS)('is refused where its rows are cut off (version %i)', (version) => {
    const part = fixture(version).subarray(0, -20);
    expect(() => rowsOfPart(part, PART)).toThrow(expect.objectContaining({ code: 'PART_UNREADABLE' }));
    expect(() => findRows(part, readHead(part, PART), 4, PART)).toThrow(
      expect.objectContaining({ code: 'PART_UNREADABLE' }),
    );
  });
});

describe('rows of a part', () => {
  it.each(VERSIONS)('make a part of the same version where some are chosen (version %i)', (version) => {
    const part = fixture(version);
    const head = readHead(part, PART);
    const chosen = partOfRows(part, head, findRows(part, head, 4, PART), (row) => row !== 1);
    expect(readHead(chosen, PART)).toEqual(head);
    expect(idsOf(chosen)).toEqual([7n, 4_294_967_301n, 9_223_372_036_854_775_807n]);
  });

  it('are counted, and not kept, beyond those that were expected', () => {
    const part = fixture(CURRENT_VERSION);
    expect(findRows(part, readHead(part, PART), 2, PART)).toMatchObject({
      found: 4,
      ids: BigInt64Array.of(7n, 9_007_199_254_740_993n),
    });
  });
});

describe('the part writer', () => {
  const [first, second] = FIXTURE_ROWS as [FixtureRow, FixtureRow];

  it.each(FIXTURE_ROWS.filter(({ path }) => path === 'fast'))(
    'writes the same by the fast path and by the values of a row (line $line)',
    (row) => {
      expect(writtenToday([row])).toEqual(writtenToday([{ ...row, path: 'values' }]));
    },
  );

  it('begins a new part where one has its rows, numbered from 1, each with the ids of its own rows', () => {
    const parts = partsOf([first, first, second], 2);
    expect(parts.map(({ part, rows }) => ({ part, rows }))).toEqual([
      { part: 1, rows: 2 },
      { part: 2, rows: 1 },
    ]);
    expect(readHead(parts[0]!.bytes, PART)).toMatchObject({ lowestId: 7n, highestId: 7n });
    expect(readHead(parts[1]!.bytes, PART)).toMatchObject({ lowestId: second.values.customer_id });
  });

  it('writes no part for no rows', () => {
    expect(partsOf([], 2)).toEqual([]);
  });

  it('leaves the line of a row null where the database has no number for it', () => {
    const largest = writtenToday([{ ...first, line: 2_147_483_647 }]);
    const beyond = writtenToday([{ ...first, line: 2_147_483_648 }]);
    expect(largest.subarray(-10, -2)).toEqual(Buffer.from([0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff]));
    expect(beyond.subarray(-6, -2)).toEqual(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  });

  it.each([65_419, 100_000])(
    'throws for a row that does not fit, rather than write a damaged part (%i bytes)',
    (bytes) => {
      const values = { ...first.values, email: 'x'.repeat(bytes) };
      expect(() => writtenToday([{ line: 2, path: 'values', values }])).toThrow(/out of range|more than 2048 bytes/);
    },
  );
});

describe('letters that are packed into a number', () => {
  it.each(['A', 'DE', 'GOLD'])('are written as text again (%s)', (text) => {
    const row = FIXTURE_ROWS[0]!;
    const packed: FixtureRow = { ...row, values: { ...row.values, country: text } };
    expect(writtenToday([packed])).toEqual(writtenToday([{ ...packed, path: 'values' }]));
  });

  it.each(['', 'SILVER', 'é', '\0'])('are refused where a number does not hold them (%j)', (text) => {
    expect(() => packLetters(text)).toThrow('only 1 to 4 ASCII characters');
  });
});
