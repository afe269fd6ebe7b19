import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FeedSettings } from '@customer-files/events';
import { isRunning } from '@customer-files/local-cloud';
import { localTarget } from '../src/local-deployment';
import { packageServices } from '../src/packages';
import { ROOT, STATE } from '../src/paths';

const NOT_COPIED = new Set(['node_modules', '.local', '.git', 'coverage']);

/** Links the dependencies to those of the project, and the workspaces to those of the clone. */
function linkModules(clone: string): void {
  const [from, to] = [join(ROOT, 'node_modules'), join(clone, 'node_modules')];
  mkdirSync(join(to, '@customer-files'), { recursive: true });
  for (const name of readdirSync(from))
    if (name !== '@customer-files' && name !== '.cache') symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(from, '@customer-files')))
    symlinkSync(readlinkSync(join(from, '@customer-files', name)), join(to, '@customer-files', name));
  // What is compiled is found by its content; a clone that compiles everything again takes seconds longer to start.
  mkdirSync(join(to, '.cache'));
  symlinkSync(join(from, '.cache', 'tsx'), join(to, '.cache', 'tsx'));
}

/**
 * A copy of the project with a state folder of its own, since the program finds its state by its own path. The services are
 * packaged already, which takes half a minute where their sources have changed.
 */
export async function makeClone(): Promise<string> {
  await packageServices({ root: ROOT, state: STATE, target: localTarget(new FeedSettings()) });
  const clone = mkdtempSync(join(tmpdir(), 'customer-files-'));
  const copied = readdirSync(ROOT).filter((name) => !NOT_COPIED.has(name));
  // The data of the benchmarks has gigabytes.
  for (const name of copied)
    cpSync(join(ROOT, name), join(clone, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => path !== join(ROOT, 'tools', 'bench', 'data'),
    });
  linkModules(clone);
  cpSync(join(STATE, 'packages'), join(clone, '.local', 'packages'), { recursive: true });
  return clone;
}

/** Deletes a copy. @throws where its embedded cloud still runs */
export function removeClone(clone: string): void {
  expect(isRunning(join(clone, '.local'))).toBeNull();
  rmSync(clone, { recursive: true, force: true });
}
