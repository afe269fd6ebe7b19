import fc from 'fast-check';
import { read, readText } from './read';

const DELIMITERS = [',', ';', '\t', '|'] as const;
const cellsOf = (text: string, delimiter = ',', width: number | null = null): string[][] =>
  readText(text, delimiter, width).map(({ cells }) => cells);

describe('blanks around a quoted field', () => {
  it.each(DELIMITERS)('do not count where the delimiter is %j', (delimiter) => {
    const blanks = delimiter === '\t' ? [' ', '  '] : [' ', '\t', ' \t '];
    for (const blank of blanks) {
      const line = ['"a, b"', '"c""d"', '"e\nf"', '""'].map((field) => `${blank}${field}${blank}`).join(delimiter);
      expect(cellsOf(`${line}\n${line}\r\n${line}`, delimiter)).toEqual(
        Array.from({ length: 3 }, () => ['a, b', 'c"d', 'e\nf', '']),
      );
    }
  });

  it('stay in a field that is not quoted', () => {
    expect(cellsOf(' a , b" c" ,"d" , \n')).toEqual([[' a ', ' b" c" ', 'd', ' ']]);
  });

  it('are the same records as without blanks, wherever they stand', () => {
    const quoted = fc.constantFrom('"a"', '"b""c"', '"d,e"', '"f\ng"', '""', '"1"');
    const table = fc.array(fc.array(fc.tuple(quoted, fc.constantFrom('', ' ', '\t')), { minLength: 2, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(table, (rows) => {
        const without = rows.map((row) => row.map(([field]) => field).join(',')).join('\n');
        const withBlanks = rows
          .map((row) => row.map(([field, blank]) => `${blank}${field}${blank}`).join(','))
          .join('\n');
        expect(readText(withBlanks)).toEqual(readText(without));
      }),
    );
  });
});

describe('what is no row', () => {
  it.each([
    ['a blank line', '\n'],
    ['a line of blanks', ' \t\n'],
    ['a record of delimiters', ',,\r\n'],
    ['a record of delimiters and blanks', ' ,\t, \n'],
    ['a record of empty quoted fields', '"","",""\n'],
    ['a record of blanks in quotes', '" ", "\n" ,\n'],
    ['a record of more delimiters than the header has', ',,,,,,,\n'],
    ['a record of fewer delimiters than the header has', ',\n'],
    ['U+FEFF alone', '\ufeff\n'],
  ])('is %s, at the beginning, in the middle and at the end', (_, none) => {
    const seen = readText(`${none}a,b,c\n${none}${none}d,e,f\n${none.trimEnd()}`, ',', 3);
    expect(seen.map(({ cells, fault }) => fault ?? cells)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
    expect(readText(`${none}a,b,c`, ',', 3)[0]!.line).toBe(none.split('\n').length);
  });

  it.each([
    ['a delimiter in quotes', '",",,'],
    ['a quote in quotes', '"""",,'],
    ['a no-break space', '\u00a0,,'],
    ['another delimiter', ';,,'],
  ])('is not a record of nothing but %s', (_, text) => {
    expect(readText(`a,b,c\n${text}\n`, ',', 3)).toHaveLength(2);
  });

  it('is a Ctrl-Z alone at the end, also several, with blanks and line ends', () => {
    for (const end of ['\x1a', '\x1a\n', '\x1a\r\n\r\n', '\x1a\x1a\x1a', '\x1a \n\x1a\n', '\ufeff\x1a'])
      expect(cellsOf(`a,b\n${end}`)).toEqual([['a', 'b']]);
  });

  it('is not a Ctrl-Z with text behind it or in its line', () => {
    expect(cellsOf('a,b\n\x1a\nc,d')).toEqual([['a', 'b'], ['\x1a'], ['c', 'd']]);
    expect(cellsOf('a,b\n\x1ac,d')).toEqual([
      ['a', 'b'],
      ['\x1ac', 'd'],
    ]);
    expect(cellsOf('a,b\x1a')).toEqual([['a', 'b\x1a']]);
  });

  it('is found in time linear in the file, where text follows many a Ctrl-Z', () => {
    const block = `${'\x1a\n'.repeat(32_000)}a,b\n`;
    const began = performance.now();
    expect(readText(block.repeat(8))).toHaveLength(8 * 32_001);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is a first line that names the delimiter, and no later one', () => {
    for (const line of ['sep=,', 'SEP=;', '"sep=,"', 'sep=\t', 'sep=|,,', '\ufeffsep=,'])
      expect(readText(`${line}\r\na,b\n`)).toMatchObject([{ line: 2, cells: ['a', 'b'] }]);
    expect(readText('a,b\nsep=,\n')).toHaveLength(2);
    expect(readText('sep=\na,b\n')).toHaveLength(2);
    expect(readText('separator,b\n')).toHaveLength(1);
  });
});

describe('U+FEFF', () => {
  it('is skipped at the beginning of a record, also several, and kept anywhere else', () => {
    expect(cellsOf('\ufeff\ufeffa,b\n\ufeff"c",d\ne,\ufefff')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', '\ufefff'],
    ]);
  });

  it('does not hide that a record begins with other bytes of three', () => {
    expect(readText(Buffer.from([0xef, 0xbb, 0x2c, 0x61]))).toMatchObject([{ fault: 'ROW_ENCODING' }]);
    expect(cellsOf('\uff21,b')).toEqual([['\uff21', 'b']]);
  });
});

describe('fields beyond those of the header', () => {
  it.each([',', ',,,', ', ,\t', ',""', ', "" ,'])('are dropped where they are %j', (extra) => {
    expect(cellsOf(`a,"b""x" ${extra}\nc,d${extra}`, ',', 2)).toEqual([
      ['a', 'b"x'],
      ['c', 'd'],
    ]);
  });

  it.each([',x', ',,x', ',"x"', ',""""', ',","'])('are a fault of the row where they are %j', (extra) => {
    expect(readText(`a,b${extra}`, ',', 2)).toMatchObject([{ fault: 'ROW_FIELD_COUNT' }]);
  });

  it('are never made up: a row with an empty field too few stays a fault', () => {
    expect(readText('a\nb,', ',', 2)).toMatchObject([{ fault: 'ROW_FIELD_COUNT' }, { fault: null, cells: ['b', ''] }]);
  });
});

describe('a tail of NUL', () => {
  it('is one ROW_NUL_BYTE for each record, whatever its number of fields', () => {
    const seen = read([Buffer.from(`a,b\n${'\0'.repeat(600)}\n\0\0 \0`)], ',', 2);
    expect(seen.map(({ line, fault }) => [line, fault])).toEqual([
      [1, null],
      [2, 'ROW_NUL_BYTE'],
      [3, 'ROW_NUL_BYTE'],
    ]);
  });
});
