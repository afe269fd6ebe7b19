import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { COLUMN_NAMES } from '@customer-files/customer-schema';
import { FeedSettings } from '@customer-files/events';
import { decode, examine, FileFault } from '../src';

const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number';
/** The positions of columns that a header does not have; a header may lack each optional one. */
const NOT_IN_THE_HEADER = Object.fromEntries(COLUMN_NAMES.map((name) => [name, null]));
const examined = (text: string | Buffer, settings: Partial<FeedSettings> = {}) =>
  examine(Readable.from([Buffer.from(text as string)]), Object.assign(new FeedSettings(), settings));

describe('examining the head of a file', () => {
  it('finds the known columns of a header in any order, case and spelling', async () => {
    expect(await examined(' Phone Number ,EMAIL,Full-Name,Customer ID,note,Date of Birth,Age\n')).toEqual({
      kind: 'readable',
      width: 7,
      dialect: { gzip: false, encoding: 'utf-8', delimiter: ',', returned: false },
      columns: {
        ...NOT_IN_THE_HEADER,
        customer_id: 3,
        full_name: 2,
        email: 1,
        age: 6,
        date_of_birth: 5,
        phone_number: 0,
        country: null,
      },
      notices: [],
    });
  });

  it.each(['contry', 'Contry', ' COUNTRYS '])(
    'notices the column %j, which is nearly an optional one',
    async (cell) => {
      expect(await examined(`${HEADER},${cell}\n`)).toMatchObject({
        kind: 'readable',
        columns: { country: null },
        notices: [{ code: 'COLUMN_NOT_READ', message: expect.stringContaining(`\`${cell.trim()}\``) }],
      });
    },
  );

  it.each(['country,contry', 'note', 'Country of birth', 'land'])(
    'notices nothing about the further columns %s',
    async (cells) => {
      expect(await examined(`${HEADER},${cells}\n`)).toMatchObject({ kind: 'readable', notices: [] });
    },
  );

  it.each([[';'], ['\t'], ['|']])('finds the delimiter %j where the comma gives one column', async (delimiter) => {
    expect(await examined(HEADER.replaceAll(',', delimiter))).toMatchObject({
      kind: 'readable',
      dialect: { delimiter },
    });
  });

  it('recognises a resubmission by the column _line', async () => {
    expect(await examined(`${HEADER},_line,_codes,_messages\n`)).toMatchObject({ dialect: { returned: true } });
  });

  it.each([
    ['an empty file', '', 'FILE_EMPTY'],
    ['a file of blank lines', '\n \r\n', 'FILE_EMPTY'],
    ['a file of nothing but a BOM', '\ufeff', 'FILE_EMPTY'],
    ['an empty gzip', gzipSync(''), 'FILE_EMPTY'],
    ['a gzip file that is cut off', gzipSync(HEADER).subarray(0, 30), 'FILE_CORRUPT'],
    ['bytes that are not UTF-8', Buffer.from([...Buffer.from(HEADER), 0x0a, 0xe9]), 'FILE_ENCODING'],
    ['a header with a known column twice', `${HEADER},Email ,EMAIL`, 'HEADER_DUPLICATE_COLUMN'],
    ['a header without a required column', HEADER.replace('email', 'mail'), 'HEADER_MISSING_COLUMN'],
  ])('refuses %s', async (_, text, code) => {
    expect(await examined(text)).toMatchObject({ kind: 'refused', code });
  });

  it('accepts a header with an unknown column twice', async () => {
    expect(await examined(`${HEADER},note,note\n`)).toMatchObject({ kind: 'readable', width: 8 });
  });

  it('quotes a near miss of a required column in the hint', async () => {
    expect(await examined(HEADER.replace('email', 'e_maill'))).toMatchObject({
      message: 'The file has no column `email`.',
      hint: expect.stringContaining('`e_maill`'),
    });
  });

  it('quotes no customer data in the hint where the header is missing', async () => {
    const refused = await examined('7,Ada Lovelace,ada@example.com,36,1990-01-15,0123456789,secret\n');
    expect(refused).toMatchObject({
      code: 'HEADER_MISSING_COLUMN',
      hint: expect.stringContaining('7 columns, none of them known: is the header missing?'),
    });
    expect(JSON.stringify(refused)).not.toMatch(/Ada|ada@|1990|0123456789|secret/);
  });

  it('finds UTF-16 by its BOM, and reads latin1 where the feed is configured for it', async () => {
    expect(await examined(Buffer.from(`\ufeff${HEADER}`, 'utf16le'))).toMatchObject({
      dialect: { encoding: 'utf-16le' },
    });
    expect(await examined(Buffer.from(`\ufeff${HEADER}`, 'utf16le').swap16())).toMatchObject({
      dialect: { encoding: 'utf-16be' },
    });
    expect(await examined(Buffer.from(`${HEADER}\n1,é`, 'latin1'), { encoding: 'latin1' })).toMatchObject({
      kind: 'readable',
      dialect: { encoding: 'latin1' },
    });
  });
});

async function decoded(bytes: Buffer, settings: Partial<FeedSettings> = {}, size = 3): Promise<Buffer> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  const { encoding, maxBytes } = Object.assign(new FeedSettings(), settings);
  const { text } = await decode(Readable.from(chunks), encoding, maxBytes);
  const out: Buffer[] = [];
  for await (const chunk of text) out.push(chunk);
  return Buffer.concat(out);
}

describe('decoding a file', () => {
  it('decodes the same text from every encoding, in chunks of three bytes', async () => {
    const text = 'é,Ω,李,😀,x';
    expect((await decoded(Buffer.from(text))).toString()).toBe(text);
    expect((await decoded(Buffer.from(`\ufeff${text}`))).toString()).toBe(text);
    expect((await decoded(Buffer.from(`\ufeff${text}`, 'utf16le'))).toString()).toBe(text);
    expect((await decoded(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toString()).toBe(text);
    expect((await decoded(gzipSync(text))).toString()).toBe(text);
    expect((await decoded(Buffer.from([0xe9, 0x80]), { encoding: 'windows-1252' })).toString()).toBe('é€');
  });

  it('never turns undecodable bytes into U+FFFD', async () => {
    const broken = await decoded(Buffer.concat([Buffer.from('\ufeffa\ud800b', 'utf16le'), Buffer.from([0x41])]));
    expect(broken.toString('latin1')).not.toContain('\u00ef\u00bf\u00bd');
    expect(broken).toEqual(Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x62, 0xff]));
  });

  it('stops decompressing a gzip bomb at the size limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 'x'));
    await expect(decoded(bomb, { maxBytes: 1_000_000 }, 65_536)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  it('throws the error of the source unchanged', async () => {
    const source = Readable.from(
      (async function* () {
        yield gzipSync('abc').subarray(0, 10);
        throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      })(),
    );
    const read = async (): Promise<void> => {
      const { text } = await decode(source, 'utf-8', 100);
      for await (const chunk of text) expect(chunk).toBeDefined();
    };
    await expect(read()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(read()).rejects.not.toBeInstanceOf(FileFault);
  });
});
