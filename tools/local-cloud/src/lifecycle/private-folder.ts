import { accessSync, chmodSync, constants, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { DiskFull, isFullDisk } from './start-failure';

/** Permissions of group and others. */
const OF_OTHERS = 0o077;

/** Thrown for a path whose content another user may control, or that leads to another place. */
class FolderForeign extends Error {
  override readonly name = 'FolderForeign';
}

/** A link would lead the data to a place where nobody looks for it, and `npm run remove` would leave it there. */
function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new FolderForeign(`${path} is a link; remove it (the directory it leads to stays) and run this again`);
}

/** The content of a directory of another user, such as the code of a function, is that user's to change. */
function refuseForeign({ uid }: Stats, path: string): void {
  const user = process.geteuid?.();
  if (user !== undefined && uid !== user)
    throw new FolderForeign(`${path} belongs to another user; move it away, or run this as the user it belongs to`);
}

/**
 * Creates a directory that only its owner can enter, or closes an existing one to others. What is in it is then closed
 * too, whatever its own permissions are.
 *
 * @throws Error with a remedy if the directory cannot be made, is a link, belongs to another user or is on a read-only
 *   file system
 */
export function privateFolder(path: string): void {
  try {
    refuseLink(path);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const found = lstatSync(path);
    refuseForeign(found, path);
    if ((found.mode & OF_OTHERS) !== 0) chmodSync(path, 0o700);
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof FolderForeign) throw error;
    if (isFullDisk(String(error))) throw new DiskFull(path, error);
    throw new Error(
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code}); run this in a clone that is yours`,
      { cause: error },
    );
  }
}
