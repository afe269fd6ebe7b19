import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ROOT } from '../../cli/src/paths';

/** What `npm start` is made of. */
const SOURCES = [
  'events',
  'examples',
  'libs',
  'services',
  'tools',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const EXCLUDED = new Set(['.serverless', '.esbuild', 'data', 'test']);

/** Everything is as the project has it, but for its own packages, which are the copy's. */
function linkModules(copy: string): void {
  const [from, to] = [join(ROOT, 'node_modules'), join(copy, 'node_modules')];
  mkdirSync(join(to, '@customer-files'), { recursive: true });
  for (const name of readdirSync(from))
    if (!['@customer-files', '.cache', '.installed'].includes(name)) symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(from, '@customer-files')))
    symlinkSync(readlinkSync(join(from, '@customer-files', name)), join(to, '@customer-files', name));
  // What `npm start` leaves when it has installed everything.
  writeFileSync(
    join(to, '.installed'),
    createHash('sha256')
      .update(readFileSync(join(ROOT, 'package-lock.json')))
      .digest('hex'),
  );
}

/**
 * A copy of the project, installed and packaged: the program keeps its state where it lies, and that of the project is somebody's
 * own. Returns its folder, and how to be rid of it.
 */
export function checkout(): { folder: string; remove: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'customer-files-start-'));
  for (const name of SOURCES)
    cpSync(join(ROOT, name), join(folder, name), { recursive: true, filter: (path) => !EXCLUDED.has(basename(path)) });
  linkModules(folder);
  const packages = join(ROOT, '.local', 'packages');
  if (existsSync(packages)) cpSync(packages, join(folder, '.local', 'packages'), { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
