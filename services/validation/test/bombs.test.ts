import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { FeedSettings } from '@customer-files/events';
import { checkFile } from '../src';

const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number\n';
const GOOD = '7,Ada Byron,ada@example.com,36,1990-01-15,0123456789\n';
const MIB = 1024 * 1024;

/** The memory that reading any file may take on top of what the process already uses. */
const MAX_MEMORY = 150 * MIB;

const MINUTE = 60_000;

/** Checks a file that is generated while it is read, and measures the memory. */
async function checkBomb(chunks: () => Iterable<Buffer | string>, settings = new FeedSettings()) {
  const before = process.memoryUsage.rss();
  let most = 0;
  function* watched(): Generator<Buffer> {
    for (const chunk of chunks()) {
      most = Math.max(most, process.memoryUsage.rss() - before);
      yield Buffer.from(chunk as string);
    }
  }
  let rejected = 0;
  const checked = await checkFile(
    { name: 'bomb.csv', open: () => Readable.from(watched(), { objectMode: false }), bytes: 1000 },
    '2026-06-30',
    settings,
    (csv) => {
      rejected += csv.length;
      return Promise.resolve();
    },
  );
  expect(most).toBeLessThan(MAX_MEMORY);
  return { ...checked, rejected };
}

function* times<Piece>(count: number, piece: Piece): Generator<Piece> {
  for (let i = 0; i < count; i++) yield piece;
}

describe('validation of a bomb', () => {
  it(
    'ends at the size limit for gzip of 1000 to 1',
    async () => {
      const member = gzipSync(Buffer.alloc(MIB));
      const settings = Object.assign(new FeedSettings(), { maxBytes: 256 * MIB });
      const { counts, fault } = await checkBomb(function* () {
        yield gzipSync(HEADER + GOOD);
        yield* times(512, member);
      }, settings);
      expect(fault?.code).toBe('FILE_TOO_LARGE');
      expect(counts).toEqual({ total: 2, valid: 1, invalid: 1 });
    },
    MINUTE,
  );

  it(
    'rejects one long row for gzip within the limit',
    async () => {
      const member = gzipSync(Buffer.alloc(MIB, 'x'));
      const { counts, failures, rejected } = await checkBomb(function* () {
        yield gzipSync(HEADER);
        yield* times(300, member);
        yield gzipSync(`\n${GOOD}`);
      });
      expect(counts).toEqual({ total: 2, valid: 1, invalid: 1 });
      expect(failures).toEqual({ ROW_TOO_LONG: 1 });
      expect(rejected).toBeLessThan(70_000);
    },
    MINUTE,
  );

  it(
    'rejects one row of hundreds of thousands for a quote that is never closed',
    async () => {
      const rows = Array.from({ length: 1000 }, (_, i) =>
        GOOD.replace('7', String(i + 1)).replace('Byron', `Byron ${'ab'.repeat(i % 50)}`),
      ).join('');
      const { counts, failures } = await checkBomb(function* () {
        yield `${HEADER}1,"Ada,a@example.com,36,1990-01-15,0123456789\n`;
        yield* times(300, rows);
      });
      expect(counts!.total).toBe(300_001);
      expect(failures.ROW_MALFORMED).toBe(1);
    },
    MINUTE,
  );

  it(
    'takes time linear in the file where each row has a quote that is never closed',
    async () => {
      const { counts, failures } = await checkBomb(function* () {
        yield HEADER;
        yield* times(2000, '1,"Ada Byron,ada@example.com,36,1990-01-15,0123456789\n""\n'.repeat(50));
      });
      expect(counts!.invalid).toBe(counts!.total);
      expect(failures.ROW_MALFORMED).toBeGreaterThanOrEqual(100_000);
    },
    MINUTE,
  );

  it.each([
    ['', ''],
    ['in quotes', '"'],
  ])(
    'rejects one row for a cell with ten million characters %s',
    async (_, quote) => {
      const { counts, failures } = await checkBomb(function* () {
        yield `${HEADER}${GOOD}1,${quote}`;
        yield* times(160, 'x'.repeat(65_536));
        yield `${quote},a@example.com,36,1990-01-15,0123456789\n${GOOD.replace('Ada', 'Eva')}`;
      });
      expect(counts).toEqual({ total: 3, valid: 2, invalid: 1 });
      expect(failures).toEqual({ ROW_TOO_LONG: 1 });
    },
    MINUTE,
  );

  it(
    'refuses a header with a million columns as one without the known columns',
    async () => {
      const { fault } = await checkBomb(() => [','.repeat(1_000_000), '\n', GOOD]);
      expect(fault?.code).toBe('HEADER_MISSING_COLUMN');
      expect(fault?.hint).toContain('none of them known');
    },
    MINUTE,
  );

  it(
    'rejects one row for a row with a million columns',
    async () => {
      const { failures } = await checkBomb(() => [
        HEADER,
        ','.repeat(1_000_000),
        '\n',
        ','.repeat(60_000),
        'x\n',
        GOOD,
      ]);
      expect(failures).toEqual({ ROW_TOO_LONG: 1, ROW_FIELD_COUNT: 1 });
    },
    MINUTE,
  );

  it.each([
    ['no @', 'a'.repeat(50_000)],
    ['nothing but dots', '.'.repeat(50_000)],
    ['a domain of hyphens', `a@${'-'.repeat(50_000)}`],
    ['many labels', `a@${'a.'.repeat(25_000)}`],
    ['many @', '@'.repeat(50_000)],
  ])(
    'takes bounded time for e-mail addresses with 50,000 characters and %s',
    async (_, address) => {
      const { counts, failures } = await checkBomb(function* () {
        yield HEADER;
        yield* times(1000, GOOD.replace('ada@example.com', address));
      });
      expect(counts!.total).toBe(1000);
      expect(failures).toEqual({ EMAIL_INVALID: 1000 });
    },
    MINUTE,
  );
});
