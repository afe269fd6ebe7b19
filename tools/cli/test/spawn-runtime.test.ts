import { chmodSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, ROOT } from './program';

describe('the cache of tsx', () => {
  it('a command runs no code from the temporary folder that all users share', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'customer-files-tsx-'));
    try {
      const planted = join(folder, `tsx-${process.geteuid!()}`);
      mkdirSync(planted);
      chmodSync(planted, 0o777);
      const { stderr } = await program(ROOT, folder, ['sql', 'SELECT 1; SELEC'], { TMPDIR: folder });
      expect(stderr).not.toBe('');
      expect(readdirSync(planted)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('every script of a package.json loads tsx with its private cache', () => {
    const manifests = globSync(['package.json', '{events,libs/*,services/*,tools/*}/package.json'], { cwd: ROOT });
    const scripts = manifests.flatMap((path) => {
      const { scripts = {} } = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as {
        scripts?: Record<string, string>;
      };
      return Object.values(scripts);
    });
    expect(scripts.filter((script) => script.includes('/tsx.mjs '))).toHaveLength(5);
    expect(scripts.filter((script) => / tsx\b/.test(script))).toEqual([]);
  });
});
