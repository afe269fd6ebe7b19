import 'reflect-metadata';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FeedSettings } from '@customer-files/events';
import { checkFile } from '@customer-files/validation';
import { AS_OF, generate, generated } from '../src/generate';
import { smallFile, type Variant } from '../src/generated/customer-rows';
import { NAMES } from '../src/generated/names';
import { NOTHING, together } from '../src/generated/table-content';

const ROWS = 5000;
const VARIANTS: Record<string, Partial<Variant>> = {
  'ids in order': {},
  'ids in no order': { ids: 'random' },
  'names beyond ASCII': { names: 'beyond-ascii' },
  'other ids': { first: 1_000_001, seed: 7 },
};

const folder = mkdtempSync(join(tmpdir(), 'customer-files-generated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cellsOf = (file: string): string[][] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

describe.each(Object.entries(VARIANTS))('a file with %s', (_, variant) => {
  it('is what its maker says of it, by the engine of the services', async () => {
    const made = await generate(join(folder, 'a.csv'), ROWS, variant);
    const { counts, failures, fault } = await checkFile(
      { name: 'generated.csv', open: () => createReadStream(made.file), bytes: statSync(made.file).size },
      AS_OF,
      new FeedSettings(),
      () => Promise.resolve(),
    );
    expect({ counts: { ...counts }, failures: { ...failures }, fault }).toEqual({
      counts: { total: made.rows, valid: made.valid, invalid: made.invalid },
      failures: made.failures,
      fault: null,
    });
    expect(Object.keys(made.failures)).toHaveLength(6);
  });

  it('has its valid rows beside it, each id once', async () => {
    const { validFile, valid, content } = await generate(join(folder, 'b.csv'), ROWS, variant);
    const ids = cellsOf(validFile).map(([id]) => BigInt(id!));
    expect([ids.length, new Set(ids).size, content.rows]).toEqual([valid, valid, valid]);
    expect(String(ids.reduce((sum, id) => sum + id, 0n))).toBe(content.ids);
  });

  it('is the same again, from the same seed', async () => {
    const [one, other] = [
      await generate(join(folder, 'c.csv'), 100, variant),
      await generate(join(folder, 'd.csv'), 100, variant),
    ];
    expect(readFileSync(one.file)).toEqual(readFileSync(other.file));
    expect(one.content).toEqual(other.content);
  });
});

describe('what is generated', () => {
  it('is found again, and made anew where it was lost', async () => {
    const say = jest.fn();
    const made = await generated(folder, 10, {}, say);
    expect(await generated(folder, 10, {}, say)).toMatchObject(made);
    expect(say).toHaveBeenCalledTimes(1);
    rmSync(made.validFile);
    await generated(folder, 10, {}, say);
    expect(say).toHaveBeenCalledTimes(2);
  });

  it('is made anew where another generator made it', async () => {
    const { file } = await generated(folder, 20);
    const about = file.replace(/\.csv$/, '.json');
    writeFileSync(about, readFileSync(about, 'utf8').replace(/"by": "[^"]+"/, '"by": "another"'));
    const say = jest.fn();
    await generated(folder, 20, {}, say);
    expect(say).toHaveBeenCalledTimes(1);
  });

  it('spreads ids that are in no order over 2^40', async () => {
    const { validFile } = await generate(join(folder, 'e.csv'), 1000, { ids: 'random' });
    const ids = cellsOf(validFile).map(([id]) => Number(id));
    const half = ids.filter((id) => id > 2 ** 39).length;
    expect(half).toBeGreaterThan(400);
    expect(half).toBeLessThan(550);
    expect(Math.min(...ids)).toBeGreaterThan(0);
    expect(Math.max(...ids)).toBeLessThanOrEqual(2 ** 40);
  });

  it('has names that are stored as they stand, each part beyond ASCII where that is asked for', () => {
    const { first, last } = NAMES['beyond-ascii'];
    for (const part of [...first, ...last]) {
      expect(part).toBe(part.normalize('NFC'));
      expect(part).toMatch(/[^\u0000-\u007f]/);
    }
  });

  it('adds up: the content of two files is that of one with the rows of both', () => {
    const [one, other, both] = [smallFile(50, { seed: 3 }), smallFile(50, { seed: 4, first: 51 }), smallFile(0, {})];
    expect(both.claims.content).toEqual(NOTHING);
    const sum = together(one.claims.content, other.claims.content);
    expect(sum.rows).toBe(one.claims.valid + other.claims.valid);
    expect(together(sum, NOTHING)).toEqual(sum);
  });
});
