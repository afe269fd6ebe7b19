import 'reflect-metadata';
import { validateSync } from 'class-validator';
import { COLUMN_NAMES, type ColumnName, REJECT_CODES } from '@customer-files/customer-schema';
import { FeedSettings } from '@customer-files/events';
import fc from 'fast-check';
import { trimAscii } from '../src/domain/ascii';
import { COLUMN_RULES, CustomerRow } from '../src/domain/customer-row';
import { validateCells } from '../src/domain/slow-path';
import { validationContext } from '../src/domain/validation-context';
import { rowsOf, validateBytes } from './validate-bytes';

const context = validationContext('2026-06-30', new FeedSettings());

/** Cells that are valid, nearly valid, and anything. */
const near = (valid: string[]): fc.Arbitrary<string> => {
  const mutated = fc
    .tuple(
      fc.constantFrom(...valid),
      fc.nat(30),
      fc.constantFrom('', ' ', '0', '-', '.', '@', 'é', '9', 'A', '\t', "'", '\u00a0', '１', 'Ãº', '=', '\u200b'),
    )
    .map(
      ([text, at, piece]) =>
        text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + (at % 2)),
    );
  return fc.oneof(fc.constantFrom(...valid), mutated, fc.constantFrom('', ' ', 'NULL'), fc.string({ maxLength: 12 }));
};
const CELLS: Record<ColumnName, fc.Arbitrary<string>> = {
  customer_id: near([
    '1',
    '9223372036854775807',
    '9223372036854775808',
    '007',
    '1e5',
    '123456789012345',
    '1234567890123456',
  ]),
  full_name: near([
    'Ada Lovelace',
    'José  Álvarez',
    '李 小龍',
    'a',
    "O'Neil",
    'x'.repeat(200),
    'x'.repeat(201),
    'JesÃºs',
    'MAŠEK',
  ]),
  email: near([
    'ada@example.com',
    'a.b+c@d.example',
    "'a@d.example",
    "a'b@d.example",
    `${'l'.repeat(64)}@d.example`,
    `${'l'.repeat(65)}@d.example`,
    'a@b',
    'a..b@c.de',
    'a@-b.de',
    'a@b-.de',
    `a@${'d'.repeat(63)}.de`,
    `a@${'d'.repeat(64)}.de`,
  ]),
  age: near(['36', '1', '120', '0', '121', '36.0', '036', '99999999999999999999']),
  date_of_birth: near([
    '1990-01-15',
    '1901-01-01',
    '1900-12-31',
    '2000-02-29',
    '2023-02-29',
    '2026-06-29',
    '2026-06-30',
    '1990-1-5',
    '1990-01-5',
    '1990-00-1',
  ]),
  phone_number: near(['0123456789', '123456789', '01234567890', '4.44E+09']),
  country: near([
    '',
    'DE',
    'de',
    'DEU',
    'Namibia',
    'NA',
    'united kingdom',
    'Atlantis',
    'XX',
    '@A',
    '[a',
    'Curac\u0327ao',
    'CURAÇAO',
  ]),
};
const row = fc.tuple(...COLUMN_NAMES.map((column) => CELLS[column]));

const byCompiledRules = (cells: readonly string[]): string[] =>
  (validateCells(cells, context).faults ?? []).map(({ code }) => code).filter((code) => code !== 'AGE_MISMATCH');

function byClassValidator(cells: readonly string[]): string[] {
  const instance = Object.assign(
    new CustomerRow(context),
    Object.fromEntries(COLUMN_RULES.map(({ column }, i) => [column, cells[i]])),
  );
  const errors = validateSync(instance, { validationError: { target: false, value: false } });
  return errors.flatMap(({ constraints }) => Object.values(constraints ?? {}).map((message) => message.split(':')[0]!));
}

describe('the rules of the columns', () => {
  it('are compiled in the order of the table', () => {
    expect(COLUMN_RULES.map(({ column }) => column)).toEqual([
      'customer_id',
      'full_name',
      'email',
      'age',
      'date_of_birth',
      'phone_number',
      'country',
    ]);
  });

  it('list the codes of a row in the order of the table of codes', () => {
    const order = Object.keys(REJECT_CODES);
    fc.assert(
      fc.property(row, (cells) => {
        const places = (validateCells(cells, context).faults ?? []).map(({ code }) => order.indexOf(code));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }),
    );
  });

  it('give the same codes when class-validator validates a row as when the compiled rules do', () => {
    fc.assert(
      fc.property(row, (cells) => expect(byCompiledRules(cells)).toEqual(byClassValidator(cells))),
      { numRuns: 2000 },
    );
  });

  it('never accept a cell by its bytes that they reject by its text', () => {
    fc.assert(
      fc.property(row, (cells) => {
        cells.forEach((cell, i) => {
          const text = trimAscii(cell);
          const { rule } = COLUMN_RULES[i]!;
          if (text === '') return;
          const bytes = Buffer.from(text);
          if (rule.fastPath(bytes, 0, bytes.length, context) >= 0)
            expect(rule.validate(text, context).fault).toBeUndefined();
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('store the same values on the fast path and on the slow path', async () => {
    const header = 'customer_id,full_name,email,age,date_of_birth,phone_number,country';
    const row = '42,Ada Lovelace,ada@example.com,36,1990-01-15,0123456789,deu';
    // Every row of a resubmission takes the slow path.
    const fast = await validateBytes(Buffer.from(`${header}\n${row}\n`));
    const slow = await validateBytes(Buffer.from(`${header},_line\n${row},2\n`));
    expect(rowsOf(fast.parts)).toEqual([
      ['42', 'Ada Lovelace', 'ada@example.com', '36', '1990-01-15', '0123456789', 'DE'],
    ]);
    expect(slow.parts.map(({ bytes }) => bytes)).toEqual(fast.parts.map(({ bytes }) => bytes));
  });

  it('give whole files the same outcome on both paths, with names beyond ASCII and duplicates among them', async () => {
    const name = fc.constantFrom(
      'José Álvarez',
      'JOSÉ ÁLVAREZ',
      'Jose\u0301 Álvarez',
      '李 小龍',
      'Ольга Петрова',
      'ОЛЬГА ПЕТРОВА',
      'Ada Byron',
      'ada byron',
      'Zoë 1',
      'Straße',
      'STRASSE',
      'é'.repeat(200),
      'é'.repeat(201),
      '𝒜da',
      'JesÃºs',
      'SimÃµes',
      'MAŠEK',
      'NULL',
    );
    const other = fc.constantFrom('x@example.com', 'é@example.com', 'x@example.com ', "'x@example.com", 'NULL');
    const country = fc.constantFrom(
      '',
      'DE',
      "Côte d'Ivoire",
      'Åland Islands',
      'Österreich',
      'NULL',
      'NA',
      ' NULL ',
      'null',
    );
    const files = fc.array(fc.tuple(name, other, country, fc.constantFrom('note', 'é')), {
      minLength: 1,
      maxLength: 12,
    });
    // Words that are valid cells as well.
    const words = fc.subarray(['NULL', 'NA', 'Ada Byron', 'José Álvarez', '0123456789', '1', '36', 'x@example.com']);
    await fc.assert(
      fc.asyncProperty(files, words, async (rows, emptyWords) => {
        const settings = Object.assign(new FeedSettings(), { emptyWords });
        const header = 'customer_id,full_name,email,age,date_of_birth,phone_number,country,note';
        const lines = rows.map(
          ([full, email, land, note], i) => `${i + 1},${full},${email},36,1990-01-15,0123456789,"${land}",${note}`,
        );
        const fast = await validateBytes(Buffer.from(`${header}\n${lines.join('\n')}\n`), '2026-06-30', settings);
        const slow = await validateBytes(
          Buffer.from(`${header},_line\n${lines.map((line) => `${line},2`).join('\n')}\n`),
          '2026-06-30',
          settings,
        );
        expect(slow.counts).toEqual(fast.counts);
        expect(slow.failures).toEqual(fast.failures);
        expect(slow.parts.map(({ bytes }) => bytes)).toEqual(fast.parts.map(({ bytes }) => bytes));
      }),
      { numRuns: 300 },
    );
  });
});
