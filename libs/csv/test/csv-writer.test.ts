import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { DELIMITERS } from '@customer-files/events';
import { csvLine, guard, unguard } from '../src';

/** Independent of the writer's own pattern: any number of apostrophes, then a character that begins a formula. */
const isFormula = (cell: string): boolean => '=+-@\t\r\n＝＋－＠'.includes(cell.replace(/^'*/, '').charAt(0) || 'x');

const cells = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc
    .array(
      fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '"', ',', ';', '|', 'a', '1'),
      {
        maxLength: 6,
      },
    )
    .map((parts) => parts.join('')),
);

describe('the formula guard', () => {
  it.each(['=1', '+1', '-1', '@a', '\t1', '\r1', '\n1', "'=1", "''+1", '＝1', '＋1', '－1', '＠1'])(
    'puts one more apostrophe in front of %j, and takes it off again',
    (cell) => {
      expect(guard(cell)).toBe(`'${cell}`);
      expect(unguard(guard(cell))).toBe(cell);
    },
  );

  it.each(['', 'a', '1', "'", "''", "O'Neil", "'a", 'a=1', ' =1', 'é', '李', '_'])('leaves %j as it is', (cell) => {
    expect(guard(cell)).toBe(cell);
    expect(unguard(cell)).toBe(cell);
  });

  it('changes exactly the cells that begin with a formula, and always gives them back', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        expect(guard(cell)).toBe(isFormula(cell) ? `'${cell}` : cell);
        if (isFormula(cell)) expect(unguard(guard(cell))).toBe(cell);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a line of CSV', () => {
  it('separates cells by commas and ends with a line feed', () => {
    expect(csvLine(['a', '', 'c'], ',')).toBe('a,,c\n');
  });

  it('quotes a cell that holds a comma, a quote or a line end, and doubles its quotes', () => {
    expect(csvLine(['a,b', 'c"d', 'e\nf', 'g\rh', 'i j'], ',')).toBe('"a,b","c""d","e\nf","g\rh",i j\n');
  });

  it.each(DELIMITERS)('quotes the delimiter %j of the file, and no other', (delimiter) => {
    const others = DELIMITERS.filter((other) => other !== delimiter).map((other) => `a${other}b`);
    expect(csvLine([`a${delimiter}b`, ...others], delimiter)).toBe(
      `"a${delimiter}b"${delimiter}${others.join(delimiter)}\n`,
    );
  });

  it('quotes a cell that begins with a byte order mark, which would not be read at the beginning of a record', () => {
    expect(csvLine(['\ufeffa', 'b\ufeff'], ',')).toBe('"\ufeffa",b\ufeff\n');
  });

  it('guards each cell against spreadsheets before it is quoted', () => {
    expect(csvLine(['=1', '=A1,B1', "'-2"], ',')).toBe(`'=1,"'=A1,B1",''-2\n`);
  });

  it('is read back by csv-parse as the guarded cells', () => {
    fc.assert(
      fc.property(fc.array(cells, { minLength: 2, maxLength: 5 }), fc.constantFrom(...DELIMITERS), (row, delimiter) => {
        expect(parse(csvLine(row, delimiter), { delimiter, record_delimiter: '\n' })).toEqual([row.map(guard)]);
      }),
      { numRuns: 500 },
    );
  });
});
