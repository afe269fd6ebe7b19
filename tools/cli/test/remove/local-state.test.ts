import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetState } from '../../src/bring-up';
import { removeLocal } from '../../src/remove/local-state';

let folder: string;
let state: string;
let behind: string;
let output: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-state-'));
  [state, behind] = [join(folder, '.local'), join(folder, 'behind')];
  mkdirSync(join(behind, 's3'), { recursive: true });
  writeFileSync(join(behind, 's3', 'customers.csv'), 'x'.repeat(2_000_000));
  output = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it('the data behind a link is not said to be deleted: the link is refused', async () => {
  symlinkSync(behind, state);
  await expect(removeLocal(state, true, true)).rejects.toThrow(
    `${state} is a link, so nothing was deleted; remove the link and the directory it leads to yourself`,
  );
  expect(output).toBe('');
  expect(existsSync(join(behind, 's3', 'customers.csv'))).toBe(true);
});

it('a link in the state directory is deleted, and what it leads to is neither counted nor deleted', async () => {
  mkdirSync(state);
  writeFileSync(join(state, 'own'), 'x');
  symlinkSync(behind, join(state, 'folder'));
  symlinkSync(join(behind, 's3', 'customers.csv'), join(state, 'file'));
  expect(await removeLocal(state, true, true)).toBe(0);
  expect(output).toMatch(/^deleted .*\.local: 1 file, /);
  expect(existsSync(state)).toBe(false);
  expect(readdirSync(join(behind, 's3'))).toEqual(['customers.csv']);
});

it('a fresh start deletes nothing behind a state directory that is a link', () => {
  symlinkSync(behind, state);
  expect(() => forgetState(state)).toThrow(`${state} is a link`);
  expect(readdirSync(join(behind, 's3'))).toEqual(['customers.csv']);
});
