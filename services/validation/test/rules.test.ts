import { type ColumnName, COLUMN_NAMES } from '@customer-files/customer-schema';
import { DATE_LAYOUTS, type DateLayout, FeedSettings } from '@customer-files/events';
import fc from 'fast-check';
import countries from 'i18n-iso-countries/index';
import english from 'i18n-iso-countries/langs/en.json';
import { type Validated, validateCell } from '../src/domain/cell-rule';
import { COLUMN_RULES } from '../src/domain/customer-row';
import { validationContext } from '../src/domain/validation-context';
import { rejectedRows } from './rejected-rows';
import { rowsOf, validateBytes } from './validate-bytes';

const NO_SETTINGS: Partial<FeedSettings> = {};

function validated(column: ColumnName, cell: string, settings = NO_SETTINGS): Validated<unknown> {
  const { rule } = COLUMN_RULES.find((one) => one.column === column)!;
  const context = validationContext('2026-06-30', Object.assign(new FeedSettings(), settings));
  return validateCell(column, rule, cell, context);
}
const codeOf = (...cell: Parameters<typeof validated>): string | undefined => validated(...cell).fault?.code;

/** What a program shows that reads UTF-8 as Windows-1252. */
const misread = (text: string): string => new TextDecoder('windows-1252').decode(Buffer.from(text));

describe('a name that is UTF-8 read as Windows-1252', () => {
  it.each([
    'JesÃºs RamÃºs',
    'InÃªs SimÃµes',
    'JosÃ© BrÃ¸gger',
    'JÃ¼rgen',
    'MarÃ­a',
    'Å½eljko',
    'JesÃƒÂºs',
    'A\u0303º',
    'Ã\x89mile',
    'Å\x81ukasz',
    'ÐžÐ»ÑŒÐ³Ð°',
  ])('is rejected with that as the reason: %s', (name) => {
    expect(validated('full_name', name)).toEqual({
      fault: { code: 'FULL_NAME_INVALID', message: expect.stringMatching(/UTF-8.*Windows-1252/) },
    });
  });

  it('is rejected, whatever the name is and however often it was misread', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abÉéèñøßüžłŁšõºªÀÿœЖя李한عД'), minLength: 1, maxLength: 12 });
    const beyondAscii = letters.filter((name) => /[^a-z]/.test(name));
    fc.assert(
      fc.property(beyondAscii, fc.integer({ min: 1, max: 3 }), fc.constantFrom('NFC', 'NFD'), (name, times, form) => {
        let text = name;
        for (let i = 0; i < times; i++) text = misread(text);
        expect(codeOf('full_name', text.normalize(form))).toBe('FULL_NAME_INVALID');
      }),
    );
  });

  it.each([
    'José Álvarez',
    'Ålesund',
    'Ångström',
    'MAŠEK',
    'Zoë Brøgger',
    'ÃO',
    'São',
    'ÂNGELA',
    'Çağla',
    'Œuvre',
    'Straße',
    'Núñez',
    'Ñandú',
    'Õun',
    'Ühtegi',
    'Ärmel',
    'Þór',
    'Ðorđe',
    'Ægir',
    'Šárka',
    'Žofie',
    'María',
    'Đặng',
    'Ólafur',
  ])('is no name that only has such letters: %s', (name) => {
    expect(validated('full_name', name)).toEqual({ value: name });
    expect(validated('full_name', name.normalize('NFD'))).toEqual({ value: name });
  });
});

describe('an address', () => {
  it.each(["'a@example.com", "''a@example.com", "'+a@example.com", "'=a@example.com"])(
    'is rejected where it begins with an apostrophe: %s',
    (address) => expect(codeOf('email', address)).toBe('EMAIL_INVALID'),
  );

  it.each(["o'neil@example.com", "a'@example.com", '=a@example.com', '+a@example.com', "-'@example.com"])(
    'is accepted with an apostrophe further behind, and with the other marks: %s',
    (address) => expect(validated('email', address)).toEqual({ value: address }),
  );
});

describe('a country', () => {
  countries.registerLocale(english);
  const names = Object.entries(countries.getNames('en', { select: 'all' })).flatMap(([alpha2, all]) =>
    all.map((name) => [alpha2, name] as const),
  );
  const codes = Object.entries(countries.getAlpha3Codes()).flatMap(([alpha3, alpha2]) => [
    [alpha2, alpha2] as const,
    [alpha2, alpha3] as const,
  ]);

  const ofName = new Map<string, string[]>();
  for (const [alpha2, name] of [...names, ...codes]) ofName.set(name, [...(ofName.get(name) ?? []), alpha2]);

  it('is known by each code and name, in any case and any Unicode normal form', () => {
    const wrong: string[] = [];
    for (const [alpha2, name] of [...names, ...codes])
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'])
        for (const cased of [name, name.toUpperCase(), name.toLowerCase()]) {
          const cell = cased.normalize(form);
          const result = validated('country', cell) as { value?: string };
          // Congo is two countries.
          if (!ofName.get(name)!.includes(result.value!))
            wrong.push(`${cell} (${form}): ${result.value}, not ${alpha2}`);
        }
    expect(wrong).toEqual([]);
  });

  it.each(['United\u00a0Kingdom', '\u200bGB', 'ＧＢ', 'Ind\u0131a', 'G B', 'U.K.', 'GBX'])(
    'is not guessed from %j',
    (cell) => expect(codeOf('country', cell)).toBe('COUNTRY_UNKNOWN'),
  );
});

describe('a date of birth', () => {
  const written: Record<DateLayout, (year: string, month: string, day: string) => string> = {
    'YYYY-MM-DD': (year, month, day) => `${year}-${month}-${day}`,
    'DD.MM.YYYY': (year, month, day) => `${day}.${month}.${year}`,
    'DD/MM/YYYY': (year, month, day) => `${day}/${month}/${year}`,
    'MM/DD/YYYY': (year, month, day) => `${month}/${day}/${year}`,
    'YYYY/MM/DD': (year, month, day) => `${year}/${month}/${day}`,
    YYYYMMDD: (year, month, day) => `${year}${month}${day}`,
  };
  const number = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
  const text = (value: number, digits: number): string => String(value).padStart(digits, '0');

  it.each(DATE_LAYOUTS.filter((layout) => layout.includes('.') || layout.includes('/')))(
    'may have a day and a month of one digit in the layout %s',
    (layout) => {
      fc.assert(
        fc.property(number(12), number(28), number(2), number(2), (month, day, ofMonth, ofDay) => {
          const cell = written[layout]('1990', text(month, ofMonth), text(day, ofDay));
          const expected = { year: 1990, month, day, days: expect.any(Number) };
          expect(validated('date_of_birth', cell, { dateLayouts: [layout] })).toEqual({ value: expected });
        }),
      );
    },
  );

  it.each([
    '1990115',
    '19901 15',
    '199015',
    '1990-001-15',
    '1990-1-015',
    '1990-0-1',
    '1990-1-0',
    '990-1-1',
    '1990-1/5',
    '1990-1-15',
    '1990-11-5',
  ])('is never guessed from %s, in any layout', (cell) => {
    for (const layout of DATE_LAYOUTS)
      expect(codeOf('date_of_birth', cell, { dateLayouts: [layout] })).toBe('DATE_OF_BIRTH_INVALID');
  });

  it.each(DATE_LAYOUTS.filter((layout) => layout !== 'YYYY-MM-DD'))(
    'in the layout %s is rejected without the setting, which the message names',
    (layout) => {
      const cell = written[layout]('1990', '12', '31');
      expect(validated('date_of_birth', cell).fault!.message).toContain(`${layout} in the setting dateLayouts`);
      expect(codeOf('date_of_birth', cell, { dateLayouts: [layout] })).toBeUndefined();
    },
  );

  it('that is no day in the layout of the feed, but in another one, is rejected with that one named', () => {
    expect(validated('date_of_birth', '12/31/1990', { dateLayouts: ['DD/MM/YYYY'] }).fault!.message).toBe(
      'date_of_birth is no day of the calendar; check month and day; MM/DD/YYYY in the setting dateLayouts would read it',
    );
  });
});

describe('the words that count as empty', () => {
  const HEADER = COLUMN_NAMES.join(',');
  const row = '1,Ada Byron,ada@example.com,36,1990-01-15,0123456789,NULL';
  const validate = (lines: readonly string[], emptyWords: string[]) =>
    validateBytes(
      Buffer.from(`${HEADER}\n${lines.join('\n')}\n`),
      '2026-06-30',
      Object.assign(new FeedSettings(), { emptyWords }),
    );

  it('make an optional cell null, on the fast path and on the slow one', async () => {
    const { counts, parts } = await validate([row, row.replace('Ada', '"Ada ""X"" "').replace('1,', '2,')], ['NULL']);
    expect(counts).toEqual({ total: 2, valid: 1, invalid: 1 });
    expect(rowsOf(parts)[0]!.at(-1)).toBe('');
  });

  it.each(COLUMN_NAMES.filter((column) => column !== 'country'))(
    'make the required column %s empty',
    async (column) => {
      const cells = row.split(',').with(COLUMN_NAMES.indexOf(column), ' \\N ').with(-1, '');
      const [rejected] = rejectedRows((await validate([cells.join(',')], ['\\N', 'NULL'])).rejects);
      expect(rejected).toMatchObject({ [column]: ' \\N ', _codes: `${column.toUpperCase()}_REQUIRED` });
    },
  );

  it('are text without the setting, and in any other spelling', () => {
    expect(codeOf('full_name', 'NULL')).toBeUndefined();
    expect(codeOf('full_name', 'null', { emptyWords: ['NULL'] })).toBeUndefined();
    expect(codeOf('full_name', 'NULL', { emptyWords: ['NULL'] })).toBe('FULL_NAME_REQUIRED');
  });

  it('take Namibia away only where the feed says so', () => {
    expect(validated('country', 'NA')).toEqual({ value: 'NA' });
    expect(validated('country', 'NA', { emptyWords: ['NA'] })).toEqual({ value: null });
  });
});

describe('a file in UTF-8 whose feed is configured as windows-1252', () => {
  it('has every name beyond ASCII rejected with that as the reason', async () => {
    const settings = Object.assign(new FeedSettings(), { encoding: 'windows-1252' });
    const names = ['José', 'Émile', 'Łukasz', 'Ольга', '李', 'Ada'];
    const rows = names.map((name, i) => `${i + 1},${name},a@example.com,36,1990-01-15,0123456789,`);
    const file = Buffer.from(`${COLUMN_NAMES.join(',')}\n${rows.join('\n')}\n`);
    const { counts, rejects } = await validateBytes(file, '2026-06-30', settings);
    expect(counts).toEqual({ total: 6, valid: 1, invalid: 5 });
    for (const { _messages } of rejectedRows(rejects)) expect(_messages).toMatch(/UTF-8.*Windows-1252.*encoding/);
  });
});
