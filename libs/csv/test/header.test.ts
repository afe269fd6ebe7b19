import { Readable } from 'node:stream';
import { COLUMN_NAMES, COLUMNS } from '@customer-files/customer-schema';
import { FeedSettings } from '@customer-files/events';
import fc from 'fast-check';
import { examine } from '../src';

const ROW = '1,Ada Byron,a@example.com,36,1990-01-15,0123456789,GB';
const HEADER = COLUMN_NAMES.join(',');
const examined = (text: string | Buffer, settings: Partial<FeedSettings> = {}) =>
  examine(Readable.from([Buffer.from(text as string)]), Object.assign(new FeedSettings(), settings));
const IN_ORDER = Object.fromEntries(COLUMN_NAMES.map((name, i) => [name, i]));

/** A spelling of a name that has the same letters and digits. */
const spelling = (name: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(fc.constantFrom('', '', ' ', '\u00a0', '\u200b', '*', '-', '\n', '\ufeff', '\u00ad'), fc.boolean()),
      {
        minLength: name.length,
        maxLength: name.length,
      },
    )
    .map((noise) =>
      [...name].map((letter, i) => `${noise[i]![1] ? letter.toUpperCase() : letter}${noise[i]![0]}`).join(''),
    );

describe('a header cell', () => {
  it('is a known column by its letters and digits alone, in any order of the columns', async () => {
    const header = fc
      .shuffledSubarray([...COLUMN_NAMES], { minLength: COLUMN_NAMES.length })
      .chain((names) => fc.tuple(fc.constant(names), fc.tuple(...names.map(spelling))));
    await fc.assert(
      fc.asyncProperty(header, fc.constantFrom(',', ';', '\t', '|'), async ([names, cells], delimiter) => {
        const line = cells.map((cell) => `"${cell}"`).join(delimiter);
        expect(await examined(`${line}\r\n`)).toMatchObject({
          kind: 'readable',
          dialect: { delimiter },
          columns: Object.fromEntries(names.map((name, i) => [name, i])),
          notices: [],
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['full-width letters', '\uff25\uff2d\uff21\uff29\uff2c'],
    ['an asterisk', 'email*'],
    ['a remark in brackets', 'e-mail (work, or private)'],
    ['a remark in square brackets', 'email [required]'],
    ['quotes and blanks', ' "E-Mail" '],
    ['a full stop and a colon', 'e.mail:'],
    ['a word joiner and a mark of direction', '\u2060email\u200e'],
  ])('is the column email with %s', async (_, cell) => {
    expect(await examined(HEADER.replaceAll(',', ';').replace('email', cell))).toMatchObject({ columns: IN_ORDER });
  });

  it.each([
    ['other letters', 'émail'],
    ['a digit more', 'email2'],
    ['an underscore in front, as our own columns', '_email'],
    ['an underscore behind a byte order mark', '\ufeff_email'],
  ])('is not the column email with %s', async (_, cell) => {
    expect(await examined(HEADER.replace('email', cell))).toMatchObject({
      code: 'HEADER_MISSING_COLUMN',
      message: 'The file has no column `email`.',
    });
  });

  it('with a remark is not read where another cell has the name alone', async () => {
    expect(await examined(`${HEADER},email (private)\n`)).toMatchObject({ columns: IN_ORDER, width: 8 });
    expect(await examined(`${HEADER.replace('email', 'email (work)')},email (private)\n`)).toMatchObject({
      code: 'HEADER_DUPLICATE_COLUMN',
    });
  });

  it('with NUL between its letters is UTF-16 without a byte order mark, not a column', async () => {
    for (const text of [Buffer.from(`${HEADER}\n`, 'utf16le'), Buffer.from(`${HEADER}\n`, 'utf16le').swap16()])
      expect(await examined(text)).toMatchObject({
        code: 'HEADER_MISSING_COLUMN',
        hint: expect.stringContaining('UTF-16'),
      });
  });
});

describe('the setting headers', () => {
  const headers = { 'Kunden-Nr.': 'customer_id', Geburtsdatum: 'date_of_birth', 'Straße 1': 'country' } as const;

  it('maps names of a feed to columns, by their letters and digits', async () => {
    const german = HEADER.replace('customer_id', 'KUNDEN NR')
      .replace('date_of_birth', 'geburts­datum')
      .replace('country', 'strasse1');
    expect(await examined(german.replace('strasse1', 'STRAßE_1'), { headers })).toMatchObject({ columns: IN_ORDER });
    expect(await examined(HEADER, { headers })).toMatchObject({ columns: IN_ORDER });
    expect(await examined(german)).toMatchObject({ code: 'HEADER_MISSING_COLUMN' });
  });

  it('gives HEADER_DUPLICATE_COLUMN where a header has the name and the mapped one', async () => {
    expect(await examined(`${HEADER},Kunden-Nr.\n`, { headers })).toMatchObject({
      code: 'HEADER_DUPLICATE_COLUMN',
      message: 'The header names `customer_id` more than once.',
    });
  });

  it.each([
    ['mail_address', 'email'],
    ['aage', 'age'],
    ['Telephone', 'phone_number'],
    ['Birthday', 'date_of_birth'],
    ['CustNo', 'customer_id'],
    ['Name', 'full_name'],
    ['fullname_', 'full_name'],
  ])('is printed by the hint, to be pasted, where %s may be meant as %s', async (cell, column) => {
    const found = await examined(HEADER.replace(column, cell));
    if (cell === 'fullname_') return expect(found).toMatchObject({ columns: IN_ORDER });
    expect(found).toMatchObject({
      code: 'HEADER_MISSING_COLUMN',
      hint: expect.stringContaining(`"headers": ${JSON.stringify({ [cell]: column })}`),
    });
  });

  it('is printed by the hint together with the names that it has already', async () => {
    const found = await examined(HEADER.replace('email', 'mail'), { headers: { Land: 'country' } });
    expect(found).toMatchObject({ hint: expect.stringContaining('"headers": {"Land":"country","mail":"email"}') });
  });
});

describe('the hint of a missing column', () => {
  it('names no cell of a header that has no known column', async () => {
    const customer = ROW.replace('Ada Byron', 'Ada Phone').replace(',GB', ',Name,secret');
    for (const delimiter of [',', ';', '\t', '|']) {
      const found = await examined(`${customer.replaceAll(',', delimiter)}\n`);
      expect(found).toMatchObject({
        hint: expect.stringContaining('8 columns, none of them known: is the header missing?'),
      });
      expect(JSON.stringify(found)).not.toMatch(/Ada|example|0123456789|secret/);
    }
    const withKnown = await examined(customer.replace('Name', 'Age'));
    expect(withKnown).toMatchObject({ code: 'HEADER_MISSING_COLUMN' });
    expect(JSON.stringify(withKnown)).not.toMatch(/Ada|example|0123456789|secret/);
  });

  it.each(['a@example.com', 'Name 7', 'x'.repeat(60), 'invoice number', 'usage'])(
    'does not name the cell %j, which is near to no column',
    async (cell) => {
      const found = await examined(HEADER.replace('phone_number', cell).replace('age', 'x'));
      expect(found).toMatchObject({ code: 'HEADER_MISSING_COLUMN' });
      expect(JSON.stringify(found)).not.toContain(cell);
    },
  );

  it('names near misses where nothing is known, but three of the cells are near', async () => {
    expect(await examined('cust_no;surname;mail_address;year\n')).toMatchObject({
      hint: expect.stringContaining(
        '"headers": {"cust_no":"customer_id","surname":"full_name","mail_address":"email"}',
      ),
    });
  });

  it.each([',', ';', '\t'])('names the line where the header is further down, with the delimiter %j', async (by) => {
    const table = [HEADER, ROW, HEADER].join('\n').replaceAll(',', by);
    expect(await examined(`Customers of June, and ${by} more${by}\r\n"a\nb"${by}\n${by}${by}\n${table}`)).toMatchObject(
      {
        code: 'HEADER_MISSING_COLUMN',
        hint: expect.stringContaining('line 5'),
      },
    );
  });

  it('does not name a line behind the first 64 KiB', async () => {
    const rows = `${'x'.repeat(99)}\n`.repeat(700);
    expect(await examined(`${rows}${HEADER}\n${'y'.repeat(200_000)}`)).toMatchObject({
      hint: expect.stringContaining('is the header missing?'),
    });
  });

  it.each([',', ';'])('says that each line is in quotes, with the delimiter %j', async (delimiter) => {
    const lines = [HEADER, ROW].map((line) => `"${line.replaceAll(',', delimiter)}"`).join('\n');
    expect(await examined(lines)).toMatchObject({ hint: expect.stringContaining('quotes') });
  });

  it('says that the quotes of the first line are broken', async () => {
    expect(await examined(`"${HEADER}\n${ROW}\n`)).toMatchObject({
      code: 'HEADER_MISSING_COLUMN',
      hint: expect.stringContaining('not closed'),
    });
  });
});

describe('the delimiter', () => {
  it('is the one that finds most of the columns, whatever else is in the header', async () => {
    const other = HEADER.replaceAll(',', ';');
    expect(await examined(`${other};"notes, internal, of us"\n`)).toMatchObject({ dialect: { delimiter: ';' } });
    expect(await examined(`a, b, email, age, c|${HEADER.replaceAll(',', '|')}\n`)).toMatchObject({
      dialect: { delimiter: '|' },
    });
    expect(await examined(`${HEADER},"a;b;c"\n`)).toMatchObject({ dialect: { delimiter: ',' } });
  });

  it.each([',', ';', '\t', '|'])('is %j where the first line says so', async (delimiter) => {
    for (const line of [`sep=${delimiter}`, `"sep=${delimiter}"`, `SEP=${delimiter}`, `\ufeffsep=${delimiter}`])
      expect(await examined(`${line}\r\n${HEADER.replaceAll(',', delimiter)}\r\n`)).toMatchObject({
        kind: 'readable',
        dialect: { delimiter },
        columns: IN_ORDER,
      });
  });

  it('is not the one of a first line under which nothing is found', async () => {
    expect(await examined(`sep=;\n${HEADER}\n`)).toMatchObject({ dialect: { delimiter: ',' } });
  });
});

describe('byte order marks', () => {
  it.each(['utf8', 'utf16le'] as const)('do not count, however many there are (%s)', async (encoding) => {
    for (const marks of ['\ufeff\ufeff', '\ufeff\ufeff\ufeff'])
      expect(await examined(Buffer.from(`${marks}"customer_id"${HEADER.slice(11)}`, encoding))).toMatchObject({
        columns: IN_ORDER,
      });
  });
});

describe('HEADER_FIELD_COUNT', () => {
  const wide = `"1",${ROW}`;

  it.each([
    ['one field more', wide, 8, 7],
    ['two fields less', ROW.slice(0, -14), 5, 7],
  ])('is given for three rows or more that all have %s', async (_, row, fields, width) => {
    expect(await examined(`${HEADER}\n\n${row}\n${row}\n,,\n${row}\n`)).toMatchObject({
      code: 'HEADER_FIELD_COUNT',
      message: `Every row at the beginning of the file has ${fields} fields, the header ${width}.`,
    });
  });

  it.each([
    ['two rows', [wide, wide]],
    ['rows of different numbers of fields', [wide, wide, `${wide},x`]],
    ['rows one of which is right', [wide, wide, wide, ROW]],
    ['rows one of which is damaged', [wide, wide, wide, '"']],
    ['rows whose fields beyond the header are empty', [`${ROW},`, `${ROW},`, `${ROW},`]],
    ['the header once more', [wide, wide, wide, HEADER]],
  ])('is not given for %s', async (_, rows) => {
    expect(await examined([HEADER, ...rows].join('\n'))).toMatchObject({ kind: 'readable' });
  });

  it('looks at the rows of the first 64 KiB alone', async () => {
    const rows = `${wide}\n`.repeat(2000);
    expect(await examined(`${HEADER}\n${rows}${ROW}\n`)).toMatchObject({ code: 'HEADER_FIELD_COUNT' });
    expect(await examined(`${HEADER}\n${ROW}\n${rows}`)).toMatchObject({ kind: 'readable' });
  });

  it('comes after a missing column', async () => {
    expect(await examined(`${HEADER.replace('email', 'x')}\n${`${wide}\n`.repeat(3)}`)).toMatchObject({
      code: 'HEADER_MISSING_COLUMN',
    });
  });
});

it('has a word for each column by which a near miss of it is found', async () => {
  for (const { name, required } of COLUMNS)
    if (required)
      expect(await examined(HEADER.replace(name, `${name}s`.replaceAll('_', ' ')))).toMatchObject({
        hint: expect.stringContaining(`looks like \`${name}\``),
      });
});
