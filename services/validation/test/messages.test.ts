import { COLUMN_NAMES, type ColumnName } from '@customer-files/customer-schema';
import { DATE_LAYOUTS, FeedSettings } from '@customer-files/events';
import fc from 'fast-check';
import { validateCell } from '../src/domain/cell-rule';
import { COLUMN_RULES } from '../src/domain/customer-row';
import { validationContext } from '../src/domain/validation-context';
import { rejectedRows } from './rejected-rows';
import { validateBytes } from './validate-bytes';

const GOOD: Record<ColumnName, string> = {
  customer_id: '7',
  full_name: 'Ada Byron',
  email: 'ada@example.com',
  age: '36',
  date_of_birth: '1990-01-15',
  phone_number: '0123456789',
  country: 'GB',
};

/** The message for a row that is valid but for this cell. */
async function messageOf(column: ColumnName, cell: string, settings?: FeedSettings): Promise<string> {
  const row = COLUMN_NAMES.map((name) => (name === column ? cell : GOOD[name]));
  const { rejects } = await validateBytes(
    Buffer.from(`${COLUMN_NAMES.join(',')}\n${row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`),
    '2026-06-30',
    settings,
  );
  return rejectedRows(rejects)[0]!._messages!;
}

describe('a message says which cell is wrong, in what way, and how to correct it', () => {
  it.each<[column: ColumnName, cell: string, message: string]>([
    ['customer_id', '', 'customer_id is empty; fill it in'],
    ['customer_id', '007', 'customer_id has leading zeros; write it without them'],
    ['customer_id', '0', 'customer_id is zero; numbers begin with 1'],
    [
      'customer_id',
      '4.44E+09',
      'customer_id was turned into scientific notation by a spreadsheet; format the column as text and enter it again',
    ],
    [
      'customer_id',
      '1e5',
      'customer_id was turned into scientific notation by a spreadsheet; format the column as text and enter it again',
    ],
    ['customer_id', '5.0', 'customer_id has a decimal point; write a whole number'],
    ['customer_id', '+5', 'customer_id has a sign; write digits only'],
    ['customer_id', 'C-5', 'customer_id is not a whole number; write digits only'],
    ['customer_id', '9223372036854775808', 'customer_id is too large; the largest is 9223372036854775807'],
    ['full_name', 'R2 D2', 'full_name holds a digit; only letters and spaces are allowed'],
    [
      'full_name',
      "O'Neil",
      'full_name holds an apostrophe, hyphen or full stop, which this feed does not allow (setting namePunctuation)',
    ],
    ['full_name', 'Ada\u00a0Byron', 'full_name holds a no-break space (U+00A0); remove it, or write a plain one'],
    ['full_name', '(Ada)', 'full_name does not begin with a letter; remove what is before it'],
    ['full_name', 'Ada_Byron', 'full_name holds _ (U+005F); only letters and spaces are allowed'],
    ['full_name', 'a'.repeat(201), 'full_name has 201 characters; at most 200 are allowed'],
    ['email', 'ada.example.com', 'email has no @; write it like name@example.com'],
    ['email', '@example.com', 'email has nothing before the @; write it like name@example.com'],
    ['email', 'a..b@example.com', 'email has a leading, trailing or double dot before the @; remove it'],
    ['email', 'ada@localhost', 'email has a domain without a dot; it is written like example.com'],
    ['email', 'ada@-x.com', 'email has a domain that is not valid; it is written like example.com'],
    ['email', 'a da@example.com', 'email has a space before the @, which an address cannot have; remove it'],
    ['email', `${'a'.repeat(65)}@example.com`, 'email has 65 characters before the @; at most 64 are allowed'],
    ['age', '036', 'age has leading zeros; write it without them'],
    ['age', '36.0', 'age has a decimal point; write whole years'],
    ['age', '-36', 'age has a sign; write digits only'],
    ['age', '0', 'age is not between 1 and 120; check it against date_of_birth'],
    [
      'age',
      '35',
      'age does not agree with date_of_birth; by it, the age is 36 on the day the file arrived; correct the one that is wrong',
    ],
    [
      'date_of_birth',
      '15.01.1990',
      'date_of_birth is not written YYYY-MM-DD; DD.MM.YYYY in the setting dateLayouts would read it',
    ],
    ['date_of_birth', '1990-1-15', 'date_of_birth lacks a leading zero; write YYYY-MM-DD'],
    ['date_of_birth', '15.01.90', 'date_of_birth has a year of two digits; write YYYY-MM-DD'],
    ['date_of_birth', '15 January 1990', 'date_of_birth has words in it; write YYYY-MM-DD'],
    ['date_of_birth', '1990.01.15', 'date_of_birth is not written YYYY-MM-DD'],
    ['date_of_birth', '32888', 'date_of_birth was turned into a number by a spreadsheet; write YYYY-MM-DD'],
    ['date_of_birth', '1990-01-15 00:00:00', 'date_of_birth has a time of day; write YYYY-MM-DD'],
    ['date_of_birth', '2023-02-29', 'date_of_birth is no day of the calendar; check month and day'],
    ['date_of_birth', '1900-12-31', 'date_of_birth is not after the year 1900; check the year'],
    ['date_of_birth', '2026-06-30', 'date_of_birth is not before 2026-06-30, the day the file arrived; check the year'],
    ['phone_number', '123456789', 'phone_number has 9 digits instead of 10; a leading zero may have been lost'],
    ['phone_number', '12345678901', 'phone_number has 11 digits instead of 10'],
    [
      'phone_number',
      '1.23E+09',
      'phone_number was turned into scientific notation by a spreadsheet; format the column as text and enter it again',
    ],
    ['phone_number', '+49 123 4567', 'phone_number has punctuation or a country code; write exactly 10 digits'],
    ['phone_number', 'ex-directory', 'phone_number is not exactly 10 digits'],
    ['phone_number', '1', 'phone_number has 1 digit instead of 10'],
    ['country', 'XX', 'country is neither an ISO 3166 code nor an English name of a country'],
    [
      'country',
      'Germny',
      'country is neither an ISO 3166 code nor an English name of a country; did you mean Germany (DE)?',
    ],
  ])('the message for %s %j is: %s', async (column, cell, message) => {
    expect(await messageOf(column, cell)).toBe(message);
  });

  it('the message for a date in another layout names the layouts that the feed allows', async () => {
    const settings = Object.assign(new FeedSettings(), { dateLayouts: ['DD.MM.YYYY'] });
    expect(await messageOf('date_of_birth', '1990/01/15', settings)).toBe(
      'date_of_birth is not written YYYY-MM-DD or DD.MM.YYYY; YYYY/MM/DD in the setting dateLayouts would read it',
    );
  });
});

const WORD = 'holds a word that means "empty"';
const SCIENTIFIC = 'was turned into scientific notation by a spreadsheet; format the column as text and enter it again';
const ONE = 'remove it, or write a plain one';

describe('a message names what is really there', () => {
  it.each<[column: ColumnName, cell: string, message: string]>([
    // What spreadsheets leave.
    ['customer_id', '="36001"', 'is a spreadsheet\'s formula (="..."); write only what is between the quotes'],
    ['phone_number', '="0123456789"', 'is a spreadsheet\'s formula (="..."); write only what is between the quotes'],
    ['date_of_birth', '="1990-01-15"', 'is a spreadsheet\'s formula (="..."); write only what is between the quotes'],
    ['full_name', '="Ada"', 'is a spreadsheet\'s formula (="..."); write only what is between the quotes'],
    ['country', '=A1', 'is a formula of a spreadsheet; write its value'],
    ['email', '=HYPERLINK("mailto:a@b.de")', 'is a formula of a spreadsheet; write its value'],
    ['customer_id', "'36003", 'begins with an apostrophe, as spreadsheets mark text; remove it'],
    ['age', "'36", 'begins with an apostrophe, as spreadsheets mark text; remove it'],
    ['date_of_birth', "'1990-01-15", 'begins with an apostrophe, as spreadsheets mark text; remove it'],
    ['phone_number', "''0123456789", 'begins with an apostrophe, as spreadsheets mark text; remove it'],
    ['email', "'ada@example.com", 'begins with an apostrophe, as spreadsheets mark text; remove it'],
    ['email', "'+news@example.com", 'begins with an apostrophe, as spreadsheets mark text; remove it'],
    ['country', "'GB", 'begins with an apostrophe, as spreadsheets mark text; remove it'],
    ['customer_id', '"7"', 'begins with a quotation mark; remove it, and the one at the end'],
    ['customer_id', '#REF!', 'holds an error of a spreadsheet; write the value'],
    ['date_of_birth', '########', 'holds an error of a spreadsheet; write the value'],
    ['age', '3.6E+1', SCIENTIFIC],
    // Numbers.
    ['customer_id', '37,001', 'has a thousands separator: ","; write digits only'],
    ['customer_id', '37.002', 'has a thousands separator: "."; write digits only'],
    ['customer_id', '37 003', 'has a thousands separator: a space; write digits only'],
    ['customer_id', "37'003", 'has a thousands separator: "\'"; write digits only'],
    ['customer_id', '37\u202f003', 'has a thousands separator: a narrow no-break space (U+202F); write digits only'],
    ['customer_id', '37\u00a0003', 'has a thousands separator: a no-break space (U+00A0); write digits only'],
    ['customer_id', '1,370,004', 'has a thousands separator: ","; write digits only'],
    ['customer_id', '12,34,567', 'has a thousands separator: ","; write digits only'],
    ['customer_id', '1.370.004,00', 'has a thousands separator: "."; write digits only'],
    ['customer_id', '37005.0', 'has a decimal point; write a whole number'],
    ['customer_id', '37005,00', 'has a decimal point; write a whole number'],
    ['customer_id', '5.', 'has a decimal point; write a whole number'],
    ['age', '36,5', 'has a decimal point; write whole years'],
    ['phone_number', '0,123,456,789', 'has a thousands separator: ","; write digits only'],
    ['phone_number', '123456789.0', 'has a decimal point; write exactly 10 digits'],
    ['customer_id', '1,Ada,a@b.de,36,1990-01-15,0123456789', 'holds a whole row; divide it into the columns'],
    // Words for nothing.
    ['country', 'NULL', `${WORD}; leave the cell empty, or list the word in the setting emptyWords`],
    ['country', '\\N', `${WORD}; leave the cell empty, or list the word in the setting emptyWords`],
    ['country', 'n/a', `${WORD}; leave the cell empty, or list the word in the setting emptyWords`],
    ['country', '-', `${WORD}; leave the cell empty, or list the word in the setting emptyWords`],
    ['email', 'NULL', `${WORD}; fill it in (the setting emptyWords would only make it an empty cell)`],
    ['customer_id', '-', `${WORD}; fill it in (the setting emptyWords would only make it an empty cell)`],
    ['full_name', 'N/A', `${WORD}; fill it in (the setting emptyWords would only make it an empty cell)`],
    ['age', 'NaN', `${WORD}; fill it in (the setting emptyWords would only make it an empty cell)`],
    ['date_of_birth', '0000-00-00', `${WORD}; fill it in (the setting emptyWords would only make it an empty cell)`],
    ['date_of_birth', '1990-00-15', 'is no day of the calendar; check month and day'],
    ['date_of_birth', 'None', `${WORD}; fill it in (the setting emptyWords would only make it an empty cell)`],
    // Characters.
    [
      'phone_number',
      '\u202d0123456789\u202c',
      'holds a left-to-right override (U+202D) and a pop directional formatting (U+202C); remove them, or write plain ones',
    ],
    ['email', 'ada@example.com\u00a0', `holds a no-break space (U+00A0); ${ONE}`],
    ['customer_id', '\u200b7', `holds a zero width space (U+200B); ${ONE}`],
    ['date_of_birth', '1990\u201101\u201115', `holds a non-breaking hyphen (U+2011); ${ONE}`],
    ['date_of_birth', '\u200e1990-01-15', `holds a left-to-right mark (U+200E); ${ONE}`],
    ['phone_number', '0123456789\ufe0f', `holds a variation selector-16 (U+FE0F); ${ONE}`],
    ['country', '\u200bGB', `holds a zero width space (U+200B); ${ONE}`],
    ['country', 'ＧＢ', 'holds a fullwidth G (U+FF27) and a fullwidth B (U+FF22); remove them, or write plain ones'],
    ['country', 'U.K.', 'is neither an ISO 3166 code nor an English name of a country'],
    ['country', 'United\u00a0Kingdom', `holds a no-break space (U+00A0); ${ONE}`],
    ['full_name', '山川\u3000花子', `holds an ideographic space (U+3000); ${ONE}`],
    ['full_name', 'Bo\u202fCarver', `holds a narrow no-break space (U+202F); ${ONE}`],
    ['full_name', 'Cy Dun\u00admore', `holds a soft hyphen (U+00AD); ${ONE}`],
    ['full_name', 'وداد\u200cرضا', `holds a zero width non-joiner (U+200C); ${ONE}`],
    ['full_name', 'Anne\u2010Marie', `holds a hyphen (U+2010); ${ONE}`],
    ['full_name', 'Ada\nByron', `holds a line feed (U+000A); ${ONE}`],
    ['full_name', 'Ada\u0007Byron', `holds the character U+0007; ${ONE}`],
    ['full_name', 'Ada © Byron', 'holds © (U+00A9); only letters and spaces are allowed'],
    ['full_name', 'Ada 😀 Byron', 'holds the character U+1F600; only letters and spaces are allowed'],
    ['age', '−36', `holds a minus sign (U+2212); ${ONE}`],
    ['email', 'josé@example.com', 'has é (U+00E9) before the @, which an address cannot have; remove it'],
    ['email', 'ada@exämple.com', 'has ä (U+00E4) behind the @, which a domain cannot have; remove it'],
    ['email', 'ada＠example.com', `holds a fullwidth @ (U+FF20); ${ONE}`],
    ['email', 'ada@b.de, bo@b.de', 'holds more than one address; keep one'],
    ['email', 'Ada Byron <ada@b.de>', 'holds more than an address; write it like name@example.com'],
    // Text in the wrong encoding.
    [
      'full_name',
      'JesÃºs',
      'is UTF-8 that was once read as Windows-1252 (like Ã© for é); export it again as UTF-8 (see also the setting encoding)',
    ],
    [
      'country',
      'CuraÃ§ao',
      'is UTF-8 that was once read as Windows-1252 (like Ã© for é); export it again as UTF-8 (see also the setting encoding)',
    ],
    // Dates.
    [
      'date_of_birth',
      '5/12/1985',
      'is not written YYYY-MM-DD; DD/MM/YYYY or MM/DD/YYYY in the setting dateLayouts would read it',
    ],
    ['date_of_birth', '12/31/1969', 'is not written YYYY-MM-DD; MM/DD/YYYY in the setting dateLayouts would read it'],
    ['date_of_birth', '31/12/1969', 'is not written YYYY-MM-DD; DD/MM/YYYY in the setting dateLayouts would read it'],
    ['date_of_birth', '19900115', 'is not written YYYY-MM-DD; YYYYMMDD in the setting dateLayouts would read it'],
    ['date_of_birth', '31/31/1969', 'is not written YYYY-MM-DD'],
  ])('the message for %s %j ends: %s', async (column, cell, message) => {
    expect(await messageOf(column, cell)).toBe(`${column} ${message}`);
  });

  const digitsOf =
    (zero: number) =>
    (digit: string): string =>
      String.fromCodePoint(zero + Number(digit));
  const SCRIPTS = { Arabic: 0x660, Persian: 0x6f0, Devanagari: 0x966, Thai: 0xe50, fullwidth: 0xff10, bold: 0x1d7ce };

  it.each(
    Object.entries(SCRIPTS).flatMap(([script, zero]) =>
      (['customer_id', 'age', 'date_of_birth', 'phone_number'] as const).map(
        (column) => [script, column, zero] as const,
      ),
    ),
  )('digits of the script %s in %s are not 0 to 9', async (_, column, zero) => {
    expect(await messageOf(column, GOOD[column].replace(/[0-9]/g, digitsOf(zero)))).toMatch(
      new RegExp(`^${column} has digits other than 0 to 9 \\(U\\+[0-9A-F]{4,5}\\); write it with 0 to 9$`),
    );
  });

  it('names every blank, control and character without width or of direction by its code point, in every column', async () => {
    const odd = Array.from({ length: 0x3100 }, (_, code) => String.fromCodePoint(code))
      .filter((character) => /[\p{Z}\p{Cf}]/u.test(character) && character !== ' ')
      .concat('\ufeff', '\ufe0f', '\u{e0100}', '\u2011', '\u2212', '\u2800');
    for (const character of odd)
      for (const column of COLUMN_NAMES) {
        // In a name, a mark belongs to its letter.
        if (column === 'full_name' && /\p{M}/u.test(character)) continue;
        const cell = GOOD[column] + character + GOOD[column].at(-1)!;
        const { fault } = validateCell(
          column,
          COLUMN_RULES.find((one) => one.column === column)!.rule,
          cell,
          validationContext('2026-06-30', new FeedSettings()),
        ) as { fault: { message: string } };
        expect(fault.message).toContain(`U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`);
      }
  });

  it('is one line of bounded length for any text, in every column and with every setting', () => {
    const settings = Object.assign(new FeedSettings(), {
      namePunctuation: true,
      dateLayouts: [...DATE_LAYOUTS],
      emptyWords: ['NULL'],
    });
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc
        .array(fc.constantFrom('1', '0', '.', ',', ' ', '-', '@', 'e', '=', '"', "'", '\u00a0', 'Ã', 'º', '/', 'NULL'))
        .map((pieces) => pieces.join('')),
      fc.constantFrom('1,'.repeat(30_000), '1,000'.repeat(12_000), 'a@'.repeat(30_000), '\u200b'.repeat(20_000)),
    );
    const contexts = [new FeedSettings(), settings].map((one) => validationContext('2026-06-30', one));
    fc.assert(
      fc.property(text, fc.constantFrom(...contexts), (cell, context) => {
        for (const { column, rule } of COLUMN_RULES) {
          const { fault } = validateCell(column, rule, cell, context);
          if (!fault) continue;
          expect(fault.message.startsWith(column)).toBe(true);
          expect(fault.message.length).toBeLessThan(300);
          expect(fault.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u);
        }
      }),
      { numRuns: 200 },
    );
  });
});
