import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs';
import { DiskFull, isFullDisk } from './start-failure';

/** Permissions of group and others. */
const OF_OTHERS = 0o077;

/**
 * Creates a directory that only its owner can enter, or closes an existing one to others. What is in it is then closed
 * too, whatever its own permissions are.
 *
 * @throws Error with a remedy if the directory cannot be made, belongs to another user or is on a read-only file system
 */
export function privateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if ((statSync(path).mode & OF_OTHERS) !== 0) chmodSync(path, 0o700);
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (isFullDisk(String(error))) throw new DiskFull(path, error);
    throw new Error(
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code}); run this in a clone that is yours`,
      { cause: error },
    );
  }
}
