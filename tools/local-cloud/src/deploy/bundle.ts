import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { pathWithin } from '../access/path-within';

function entriesOf(zip: string): [name: string, content: Uint8Array][] {
  const bytes = readFileSync(zip);
  try {
    return Object.entries(unzipSync(bytes)).filter(([name]) => !name.endsWith('/'));
  } catch (error) {
    throw new Error(`${basename(zip)} cannot be unzipped: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Unzips a bundle into a directory named by its content, unless that directory exists.
 *
 * @throws NameUnsafe before anything is written
 */
export function unzipped(zip: string, folder: string): string {
  const content = createHash('sha256').update(readFileSync(zip)).digest('hex');
  const directory = join(folder, content.slice(0, 16));
  if (existsSync(directory)) return directory;
  const aside = `${directory}.${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  const files = entriesOf(zip).map(([name, bytes]) => ({ path: pathWithin(aside, name), bytes }));
  for (const { path, bytes } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  renameSync(aside, directory);
  return directory;
}
