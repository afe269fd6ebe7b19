import 'reflect-metadata';
import { validateSync } from 'class-validator';
import { FeedSettings } from '@customer-files/events';
import fc from 'fast-check';
import { compileRules } from '../src/domain/compile-rules';
import { CustomerRow } from '../src/domain/customer-row';
import { judgeContext } from '../src/domain/judge-context';
import { judgeText } from '../src/domain/text-row';
import { trimAscii } from '../src/domain/ascii';
import { judge, rowsOf } from './judging';

const rules = compileRules();
const context = judgeContext('2026-06-30', new FeedSettings());

/** Cells that are valid, nearly valid, and anything. */
const near = (valid: string[]): fc.Arbitrary<string> => {
  const mutated = fc
    .tuple(
      fc.constantFrom(...valid),
      fc.nat(30),
      fc.constantFrom('', ' ', '0', '-', '.', '@', 'é', '9', 'A', '\t', "'", '\u00a0', '１'),
    )
    .map(
      ([text, at, piece]) =>
        text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + (at % 2)),
    );
  return fc.oneof(fc.constantFrom(...valid), mutated, fc.constantFrom('', ' ', 'NULL'), fc.string({ maxLength: 12 }));
};
const row = fc.tuple(
  near(['1', '9223372036854775807', '9223372036854775808', '007', '1e5', '123456789012345', '1234567890123456']),
  near(['Ada Lovelace', 'José  Álvarez', '李 小龍', 'a', "O'Neil", 'x'.repeat(200), 'x'.repeat(201)]),
  near([
    'ada@example.com',
    'a.b+c@d.example',
    `${'l'.repeat(64)}@d.example`,
    `${'l'.repeat(65)}@d.example`,
    'a@b',
    'a..b@c.de',
    'a@-b.de',
    'a@b-.de',
    `a@${'d'.repeat(63)}.de`,
    `a@${'d'.repeat(64)}.de`,
  ]),
  near(['36', '1', '120', '0', '121', '36.0', '036', '99999999999999999999']),
  near(['1990-01-15', '1901-01-01', '1900-12-31', '2000-02-29', '2023-02-29', '2026-06-29', '2026-06-30', '1990-1-5']),
  near(['0123456789', '123456789', '01234567890', '4.44E+09']),
  near(['', 'DE', 'de', 'DEU', 'Namibia', 'NA', 'united kingdom', 'Atlantis', 'XX', '@A', '[a']),
);

const byCompiled = (cells: readonly string[]): string[] =>
  judgeText(rules, cells, context)
    .faults.map(({ code }) => code)
    .filter((code) => code !== 'AGE_MISMATCH');

function byClassValidator(cells: readonly string[]): string[] {
  const instance = Object.assign(
    new CustomerRow(context),
    Object.fromEntries(rules.map(({ column }, i) => [column, cells[i]])),
  );
  const errors = validateSync(instance, { validationError: { target: false, value: false } });
  return errors.flatMap(({ constraints }) => Object.values(constraints ?? {}).map((message) => message.split(':')[0]!));
}

describe('the rules, declared once and read in three ways', () => {
  it('are declared in the order of the table', () => {
    expect(rules.map(({ column }) => column)).toEqual([
      'customer_id',
      'full_name',
      'email',
      'age',
      'date_of_birth',
      'phone_number',
      'country',
    ]);
  });

  it('give the same codes by class-validator and compiled', () => {
    fc.assert(
      fc.property(row, (cells) => expect(byCompiled(cells)).toEqual(byClassValidator(cells))),
      { numRuns: 2000 },
    );
  });

  it('never accept on bytes what the text of the cell does not pass', () => {
    fc.assert(
      fc.property(row, (cells) => {
        cells.forEach((cell, i) => {
          const text = trimAscii(cell);
          const { rule } = rules[i]!;
          if (text === '') return;
          const bytes = Buffer.from(text);
          if (rule.plain(bytes, 0, bytes.length, context) >= 0) expect(rule.judge(text, context).fault).toBeUndefined();
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('store the same values from bytes and from text', async () => {
    const header = 'customer_id,full_name,email,age,date_of_birth,phone_number,country';
    const plain = '42,Ada Lovelace,ada@example.com,36,1990-01-15,0123456789,deu';
    // A returned file is judged as text throughout.
    const fast = await judge(Buffer.from(`${header}\n${plain}\n`));
    const slow = await judge(Buffer.from(`${header},_line\n${plain},2\n`));
    expect(rowsOf(fast.parts)).toEqual([
      ['42', 'Ada Lovelace', 'ada@example.com', '36', '1990-01-15', '0123456789', 'DE'],
    ]);
    expect(slow.parts.map(({ bytes }) => bytes)).toEqual(fast.parts.map(({ bytes }) => bytes));
  });

  it('judge whole files alike on bytes and as text, names beyond ASCII and duplicates among them', async () => {
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
    );
    const other = fc.constantFrom('x@example.com', 'é@example.com', 'x@example.com ');
    const country = fc.constantFrom('', 'DE', "Côte d'Ivoire", 'Åland Islands', 'Österreich');
    const files = fc.array(fc.tuple(name, other, country, fc.constantFrom('note', 'é')), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(files, async (rows) => {
        const header = 'customer_id,full_name,email,age,date_of_birth,phone_number,country,note';
        const lines = rows.map(
          ([full, email, land, note], i) => `${i + 1},${full},${email},36,1990-01-15,0123456789,"${land}",${note}`,
        );
        const fast = await judge(Buffer.from(`${header}\n${lines.join('\n')}\n`));
        const slow = await judge(Buffer.from(`${header},_line\n${lines.map((line) => `${line},2`).join('\n')}\n`));
        expect([slow.counts, slow.failures, slow.parts.map(({ bytes }) => bytes)]).toEqual([
          fast.counts,
          fast.failures,
          fast.parts.map(({ bytes }) => bytes),
        ]);
      }),
      { numRuns: 300 },
    );
  });
});
