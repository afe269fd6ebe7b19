import { resolve, sep } from 'node:path';

/** Thrown for a name in a template or a bundle that would lead out of its directory. */
export class NameUnsafe extends Error {
  override readonly name = 'NameUnsafe';
}

/**
 * Returns the path of a name below a directory.
 *
 * @throws NameUnsafe for a name that is absolute, leads out of the directory, or is one only on another system
 */
export function pathWithin(directory: string, name: string): string {
  const path = resolve(directory, name);
  if (/[\\\0]|^[A-Za-z]:/.test(name) || !path.startsWith(resolve(directory) + sep))
    throw new NameUnsafe(`${JSON.stringify(name)} leads out of its directory`);
  return path;
}
