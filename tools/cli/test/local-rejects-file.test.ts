import crypto from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalRejectsFile } from '../src/local-rejects-file';

let folder: string;
let source: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'customer-files-rejects-'));
  source = join(folder, 'a.csv');
  writeFileSync(source, '');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('the file in which rejects are written before it is complete', () => {
  it('has a name that another user cannot know, so that a planted link leads to no other file', async () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'untouched');
    symlinkSync(other, join(folder, `a.rejects.csv.${process.pid}.tmp`));
    const rejects = new LocalRejectsFile(source);
    await rejects.write('row');
    expect(await rejects.finish()).toBe(join(folder, 'a.rejects.csv'));
    expect(readFileSync(other, 'utf8')).toBe('untouched');
  });

  it('follows no link even where its name is known', async () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'untouched');
    jest.spyOn(crypto, 'randomBytes').mockImplementation((size: number) => Buffer.alloc(size));
    symlinkSync(other, join(folder, `a.rejects.csv.${'0'.repeat(12)}.tmp`));
    await expect(new LocalRejectsFile(source).write('row')).rejects.toThrow('cannot be written (EEXIST)');
    expect(readFileSync(other, 'utf8')).toBe('untouched');
  });
});

describe('the permissions of a rejects file', () => {
  it.each([
    [0o600, 0o600],
    [0o640, 0o640],
    [0o755, 0o644],
    [0o400, 0o600],
  ])('a source with the mode %o has rejects with the mode %o', async (mode, expected) => {
    const umask = process.umask();
    chmodSync(source, mode);
    const rejects = new LocalRejectsFile(source);
    await rejects.write('row');
    const path = (await rejects.finish())!;
    expect(statSync(path).mode & 0o777).toBe(expected & ~umask);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
