import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { unguard } from '@customer-files/csv';
import { DELIMITERS, FeedSettings } from '@customer-files/events';
import { rejectedRows, rejectsDelimiter } from './rejected-rows';
import { rowsOf, validateBytes } from './validate-bytes';

const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number';
const good = (id: number, name = 'Ada Byron'): string => `${id},${name},a${id}@example.com,36,1990-01-15,0123456789`;
const rejectsOf = async (text: string | Buffer, settings?: FeedSettings): Promise<Record<string, string>[]> =>
  rejectedRows((await validateBytes(Buffer.from(text as string), '2026-06-30', settings)).rejects);

describe('the rejects file', () => {
  it('does not exist where nothing was rejected', async () => {
    expect((await validateBytes(Buffer.from(`${HEADER}\n${good(1)}\n`))).rejects).toBe('');
  });

  it('keeps the original text and columns, and says where and why', async () => {
    const text = `note,${HEADER}\n" a, b ",${good(1, ' Ada9 ').replace('36', 'x')}\n`;
    expect((await validateBytes(Buffer.from(text))).rejects).toBe(
      `\ufeffnote,${HEADER},_line,_codes,_messages\n" a, b ",1, Ada9 ,a1@example.com,x,1990-01-15,0123456789,2,FULL_NAME_INVALID;AGE_INVALID,` +
        'full_name holds a digit; only letters and spaces are allowed; age is not a whole number; write digits only\n',
    );
  });

  it('does not repeat the columns that an earlier rejects file added', async () => {
    const [row] = await rejectsOf(
      `${HEADER},_line,_codes,_messages\n${good(1).replace('36', '')},7,AGE_REQUIRED,age is empty\n`,
    );
    expect(Object.keys(row!)).toEqual([...HEADER.split(','), '_line', '_codes', '_messages']);
    expect(row!._line).toBe('2');
  });

  it.each(['=1', '+1', '-1', '@a', '\t1', "'=1", "''+1", '＝1', '＠1'])(
    'guards the cell %j against spreadsheets, and loses the guard when it is sent in again',
    async (cell) => {
      const { rejects } = await validateBytes(Buffer.from(`${HEADER},note\n${good(1).replace('36', '')},"${cell}"\n`));
      const [row] = rejectedRows(rejects);
      expect(row!.note).toBe(`'${cell}`);
      const [again] = rejectedRows((await validateBytes(Buffer.from(rejects))).rejects);
      expect(again!.note).toBe(`'${cell}`);
    },
  );

  it('begins with a byte order mark, by which Excel knows that it is UTF-8', async () => {
    const { rejects } = await validateBytes(Buffer.from(`${HEADER}\n${good(1, 'Jösé 1')}\n`));
    expect(Buffer.from(rejects).subarray(0, 3).toString('hex')).toBe('efbbbf');
  });

  it.each(DELIMITERS)('is separated by the delimiter of its source, %j', async (delimiter) => {
    const text = `note,${HEADER}\nx,${good(1).replace('36', '')}\n`.replaceAll(',', delimiter);
    const { rejects } = await validateBytes(Buffer.from(text));
    expect(rejectsDelimiter(rejects)).toBe(delimiter);
    expect(rejectedRows(rejects)).toEqual([
      expect.objectContaining({
        note: 'x',
        age: '',
        _line: '2',
        _codes: 'AGE_REQUIRED',
        _messages: 'age is empty; fill it in',
      }),
    ]);
  });

  it('keeps every text byte for byte when it is written, sent in again and written again', async () => {
    const pieces = [
      "'",
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '＝',
      '"',
      ',',
      ';',
      '|',
      ' ',
      '\ufeff',
      '\x1a',
      'a',
      '_',
    ];
    const text = fc
      .oneof(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join('')),
      )
      .filter((cell) => !cell.includes('\0') && cell.isWellFormed());
    // A known column once more refuses the file, and one that begins with `_` is not carried.
    const column = text.filter((cell) => !/[\p{L}\p{N}_]/u.test(cell));
    const rows = fc.tuple(column, text, text, text, fc.constantFrom(...DELIMITERS));
    await fc.assert(
      fc.asyncProperty(rows, async ([header, first, name, last, delimiter]) => {
        const cells = [first, ...good(1).replace('36', '').split(',').with(1, name), last];
        const source = stringify([['first', ...HEADER.split(','), header], cells], { delimiter, quoted: true });
        const { rejects } = await validateBytes(Buffer.from(source));
        const [names, row] = parse(rejects, { delimiter, bom: true, record_delimiter: '\n' }) as string[][];
        expect(names!.slice(0, -3).map(unguard)).toEqual(['first', ...HEADER.split(','), header]);
        expect(row!.slice(0, -3).map(unguard)).toEqual(cells);
        expect((await validateBytes(Buffer.from(rejects))).rejects).toBe(rejects);
      }),
      { numRuns: 200 },
    );
  });

  it('has its rows accepted when they are corrected and sent in again', async () => {
    const { rejects } = await validateBytes(
      Buffer.from(
        `${HEADER},note\n${good(1).replace('36', '35')},=x\n${good(2, 'Bo').replace('0123456789', '12')},"a\nb"\n`,
      ),
    );
    const { counts, parts } = await validateBytes(
      Buffer.from(rejects.replace(',35,', ',36,').replace(',12,', ',0000000012,')),
    );
    expect(counts).toEqual({ total: 2, valid: 2, invalid: 0 });
    expect(rowsOf(parts).map(([id]) => id)).toEqual(['1', '2']);
  });

  it('shows a damaged record as it stood in the file, with undecodable bytes and NUL made visible', async () => {
    const rows = await rejectsOf(
      Buffer.concat([
        Buffer.from(`${HEADER}\n${'\n'.repeat(70_000)}1,Ad\0a\xe9,`, 'latin1'),
        Buffer.from('x,36,1990-01-15,0123456789\n1,"open\n'),
      ]),
    );
    expect(rows.map(({ customer_id, _codes }) => [customer_id, _codes])).toEqual([
      ['1,Ad\\x00a\\xE9,x,36,1990-01-15,0123456789', 'ROW_NUL_BYTE'],
      ['1,"open', 'ROW_MALFORMED'],
    ]);
    expect(rows[0]).toMatchObject({ full_name: '', email: '' });
  });
});

describe('duplicates within a file', () => {
  const TWO =
    'another customer_id and email; if they are two people, send this row in a file of its own; ' +
    'if not, delete it, as it would be loaded with the rejects';

  it('are all rejected but the first valid row, by folded name and date of birth', async () => {
    const rows = [
      good(1, 'Straße Müller'),
      good(2, 'STRASSE  MÜLLER'),
      good(3, 'strasse mu\u0308ller'),
      good(4, 'Ada Byron'),
      good(5, 'ADA BYRON'),
      good(6, 'Ada Byron').replace('36', ''),
    ];
    const rejects = await rejectsOf(`${HEADER}\n${rows.join('\n')}\n`);
    expect(rejects.map(({ customer_id, _codes, _messages }) => [customer_id, _codes, _messages])).toEqual([
      ['2', 'DUPLICATE_CUSTOMER', `the same full_name and date_of_birth as line 2, with ${TWO}`],
      ['3', 'DUPLICATE_CUSTOMER', `the same full_name and date_of_birth as line 2, with ${TWO}`],
      ['5', 'DUPLICATE_CUSTOMER', `the same full_name and date_of_birth as line 5, with ${TWO}`],
      ['6', 'AGE_REQUIRED', 'age is empty; fill it in'],
    ]);
  });

  it('are found among thirty thousand rows', async () => {
    const letters = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    const rows = Array.from({ length: 30_000 }, (_, i) => good(i + 1, `Ada ${letters(i % 29_990)}`));
    const { counts, failures } = await validateBytes(Buffer.from(`${HEADER}\n${rows.join('\n')}`));
    expect(counts).toEqual({ total: 30_000, valid: 29_990, invalid: 10 });
    expect(failures).toEqual({ DUPLICATE_CUSTOMER: 10 });
  });
});

describe('the settings of a feed', () => {
  it('can allow punctuation in names and other layouts of dates', async () => {
    const settings = Object.assign(new FeedSettings(), { namePunctuation: true, dateLayouts: ['DD.MM.YYYY'] });
    const { counts, parts } = await validateBytes(
      Buffer.from(`${HEADER}\n${good(1, "Anne-Marie O'Neil Jr.").replace('1990-01-15', '15.01.1990')}\n`),
      '2026-06-30',
      settings,
    );
    expect(counts).toEqual({ total: 1, valid: 1, invalid: 0 });
    expect(rowsOf(parts)[0]!.slice(1, 5)).toEqual(["Anne-Marie O'Neil Jr.", 'a1@example.com', '36', '1990-01-15']);
  });
});
