import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { judge } from './judging';

/** Files as they are really damaged, and their verdicts, written by hand. `total` "any": the fault shows somewhere in the middle. */
interface Verdict {
  what: string;
  fileError: string | null;
  total: number | 'any' | null;
  rejects: Record<string, string[]>;
}

const DAMAGED = join(__dirname, 'damaged');
const { asOf, files } = JSON.parse(readFileSync(join(DAMAGED, 'verdicts.json'), 'utf8')) as {
  asOf: string;
  files: Record<string, Verdict>;
};

describe.each(Object.entries(files))('%s', (name, { what, fileError, total, rejects }) => {
  it(`(${what}) costs no more than what is damaged`, async () => {
    const judged = await judge(readFileSync(join(DAMAGED, name)), asOf);
    expect(judged.refusal).toBe(fileError);
    const rows = judged.rejects ? (parse(judged.rejects, { columns: true }) as Record<string, string>[]) : [];
    expect(Object.fromEntries(rows.map((row) => [row._line, row._codes!.split(';')]))).toEqual(rejects);
    if (total === 'any') return;
    const invalid = Object.keys(rejects).length;
    expect(judged.counts).toEqual(total === null ? null : { total, valid: total - invalid, invalid });
  });
});
