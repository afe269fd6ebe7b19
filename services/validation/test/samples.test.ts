import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { rejectedRows } from './rejected-rows';
import { rowsOf, validateBytes } from './validate-bytes';

interface Expected {
  fileError: string | null;
  total: number | null;
  valid: number | null;
  invalid: number | null;
  failures: Record<string, number>;
  rejects: Record<string, string[]>;
}

const SAMPLES = join(__dirname, 'samples');
const { asOf, files } = JSON.parse(readFileSync(join(SAMPLES, 'expected.json'), 'utf8')) as {
  asOf: string;
  files: Record<string, Expected>;
};

const codesByLine = (rejects: string): Record<string, string[]> =>
  Object.fromEntries(rejectedRows(rejects).map((row) => [row._line, row._codes!.split(';')]));

describe.each(Object.entries(files))('the sample %s', (name, expected) => {
  it('gets its expected counts and codes', async () => {
    const { refusal, counts, failures, rejects } = await validateBytes(readFileSync(join(SAMPLES, name)), asOf);
    expect(refusal).toBe(expected.fileError);
    expect(counts).toEqual(
      expected.total === null ? null : { total: expected.total, valid: expected.valid, invalid: expected.invalid },
    );
    expect(failures).toEqual(expected.failures);
    expect(codesByLine(rejects)).toEqual(expected.rejects);
  });

  if (expected.valid !== null) {
    it('has its valid rows stored as expected', async () => {
      const { parts } = await validateBytes(readFileSync(join(SAMPLES, name)), asOf);
      const [, ...rows] = parse(readFileSync(join(SAMPLES, 'expected-rows', `${name}.rows.csv`))) as string[][];
      expect(rowsOf(parts)).toEqual(rows);
    });
  }
});
