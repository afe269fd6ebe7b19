import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { validateBytes } from './validate-bytes';

/** What a file of the folder `cases` gives. Every key that is there is checked. */
interface Expected {
  status: 'processed' | 'refused';
  counts?: Record<'total' | 'valid' | 'invalid', number>;
  /** Of the refusal. */
  code?: string;
  /** Words in the refusal's message and hint. */
  says?: string[];
  /** Codes by line. */
  rejects?: Record<string, string[]>;
  /** Words in the messages by line. */
  messages?: Record<string, string[]>;
  /** Codes. */
  notices?: string[];
  /** The first bytes of the rejects file, in hexadecimal. */
  rejects_begin?: string;
  rejects_delimiter?: string;
}

const CASES = join(__dirname, 'cases');
const { asOf, files } = JSON.parse(readFileSync(join(CASES, 'expected.json'), 'utf8')) as {
  asOf: string;
  files: Record<string, Expected>;
};

const delimiterOf = (rejects: string): string | undefined => /(.)"?_line/.exec(rejects)?.[1];

const rowsOf = (rejects: string): Record<string, string>[] =>
  rejects === '' ? [] : parse(rejects, { columns: true, bom: true, delimiter: delimiterOf(rejects)! });

type Result = Awaited<ReturnType<typeof validateBytes>>;

/** How each key is checked. A key without a check does not compile. */
const CHECKS: { [Key in keyof Required<Expected>]: (result: Result, expected: Required<Expected>[Key]) => void } = {
  status: ({ refusal }, status) => expect(refusal ? 'refused' : 'processed').toBe(status),
  counts: ({ counts }, expected) => expect(counts).toEqual(expected),
  code: ({ refusal }, code) => expect(refusal).toBe(code),
  says({ said }, words) {
    for (const word of words) expect(said).toContain(word);
  },
  rejects: ({ rejects }, codes) =>
    expect(Object.fromEntries(rowsOf(rejects).map((row) => [row._line, row._codes!.split(';')]))).toEqual(codes),
  messages({ rejects }, byLine) {
    const rows = rowsOf(rejects);
    for (const [line, words] of Object.entries(byLine))
      for (const word of words) expect(rows.find(({ _line }) => _line === line)?._messages).toContain(word);
  },
  notices: ({ notices }, codes) => expect(notices.map(({ code }) => code)).toEqual(codes),
  rejects_begin: ({ rejects }, begin) => expect(Buffer.from(rejects).toString('hex', 0, begin.length / 2)).toBe(begin),
  rejects_delimiter: ({ rejects }, delimiter) => expect(delimiterOf(rejects)).toBe(delimiter),
};

describe.each(Object.entries(files))('the file %s, as somebody sent it', (name, expected) => {
  it.each(Object.entries(expected) as [keyof Expected, never][])('gets its %s', async (key, value) => {
    CHECKS[key](await validateBytes(readFileSync(join(CASES, name)), asOf), value);
  });
});

it('expects something of every file of the folder', () => {
  expect(readdirSync(CASES).filter((name) => name !== 'expected.json')).toEqual(Object.keys(files).sort());
});
