import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rejectedRows } from './rejected-rows';
import { validateBytes } from './validate-bytes';

/** The outcome of a damaged file, written by hand. `total` is "any" where the fault shows somewhere in the middle. */
interface Outcome {
  what: string;
  fileError: string | null;
  total: number | 'any' | null;
  rejects: Record<string, string[]>;
}

const DAMAGED = join(__dirname, 'damaged');
const { asOf, files } = JSON.parse(readFileSync(join(DAMAGED, 'outcomes.json'), 'utf8')) as {
  asOf: string;
  files: Record<string, Outcome>;
};

describe.each(Object.entries(files))('the damaged file %s', (name, { what, fileError, total, rejects }) => {
  it(`(${what}) loses no more than what is damaged`, async () => {
    const validated = await validateBytes(readFileSync(join(DAMAGED, name)), asOf);
    expect(validated.refusal).toBe(fileError);
    expect(
      Object.fromEntries(rejectedRows(validated.rejects).map((row) => [row._line, row._codes!.split(';')])),
    ).toEqual(rejects);
    if (total === 'any') return;
    const invalid = Object.keys(rejects).length;
    expect(validated.counts).toEqual(total === null ? null : { total, valid: total - invalid, invalid });
  });
});
