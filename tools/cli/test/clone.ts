import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRunning } from '@customer-files/local-cloud';
import { ROOT } from './program';

const run = promisify(execFile);

const OF_ITS_OWN = new Set(['node_modules', '.local', '.git', 'coverage']);

/** The dependencies are the project's; what is ours is the clone's. */
function linkModules(clone: string): void {
  const [from, to] = [join(ROOT, 'node_modules'), join(clone, 'node_modules')];
  mkdirSync(join(to, '@customer-files'), { recursive: true });
  for (const name of readdirSync(from))
    if (name !== '@customer-files' && name !== '.cache') symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(from, '@customer-files')))
    symlinkSync(readlinkSync(join(from, '@customer-files', name)), join(to, '@customer-files', name));
}

/** A copy of the project with a state of its own: the program finds its state by where it lies. */
export async function makeClone(): Promise<string> {
  const clone = mkdtempSync(join(tmpdir(), 'customer-files-'));
  const copied = readdirSync(ROOT).filter((name) => !OF_ITS_OWN.has(name));
  // By name too: what was generated for the benchmarks has gigabytes.
  for (const name of copied)
    cpSync(join(ROOT, name), join(clone, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => path !== join(ROOT, 'tools', 'bench', 'data'),
    });
  linkModules(clone);
  // Packages that an earlier run has made save half a minute; they are found by content, so a stale one is never used.
  const packages = join(ROOT, '.local', 'packages');
  if (existsSync(packages))
    await run('cp', ['-r', packages, join(mkdirSync(join(clone, '.local'), { recursive: true })!, 'packages')]);
  return clone;
}

/** Removes a copy. Throws where its embedded cloud still runs. */
export function removeClone(clone: string): void {
  expect(isRunning(join(clone, '.local'))).toBeNull();
  rmSync(clone, { recursive: true, force: true });
}
