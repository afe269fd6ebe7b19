import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Returns the name of a directory for a key: valid on every file system, whatever the key contains. */
export function folderOfKey(key: string): string {
  const hash = createHash('sha256').update(key).digest('hex');
  return `${hash.slice(0, 2)}/${hash.slice(2)}`;
}

/** Whether an error is the file system's "does not exist". */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ENOENT';
}

/** Writes JSON such that a reader, or the next start, sees the old or the new content, and nothing in between. */
export function writeJson(path: string, value: unknown, temporary: string): void {
  writeFileSync(temporary, JSON.stringify(value));
  renameSync(temporary, path);
}

/**
 * Reads a JSON file. Returns null if it does not exist.
 *
 * @throws SyntaxError if it is not JSON
 */
export async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
