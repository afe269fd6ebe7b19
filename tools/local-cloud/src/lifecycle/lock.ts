import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity';

/** Exit status of a process that finds the lock taken (EX_TEMPFAIL of sysexits.h). */
export const ALREADY_RUNNING = 75;

/** How the last line of the log begins if it says why the cloud did not start, and what to do. */
export const DID_NOT_START = 'did not start: ';

/** The identity of no process. */
const NOBODY: ProcessIdentity = { pid: -1, started: '-' };

function identityIn(content: string): ProcessIdentity | null {
  try {
    const identity = JSON.parse(content) as ProcessIdentity | null;
    return Number.isInteger(identity?.pid) ? identity : null;
  } catch {
    return null;
  }
}

/**
 * Returns the holder of a lock, or null if there is no lock. What cannot be read has no living holder: a lock is never
 * incomplete, so a disk that was full or a power failure has left it.
 */
function holderOf(file: string): ProcessIdentity | null {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return identityIn(content) ?? NOBODY;
}

/**
 * Removes the lock of a process that has died. Another process may have done so, and taken the lock, since it was read:
 * then the lock is put back.
 */
function removeDead(file: string): void {
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const holder = holderOf(aside);
  if (holder && isAlive(holder)) linkSync(aside, file);
  rmSync(aside);
}

function tryTake(file: string): boolean {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(identityOf(process.pid)));
  try {
    // Creating a link is atomic, so no other process reads an incomplete lock.
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Takes a lock for this process. Takes over the lock of a process that has died; returns null if its holder is alive.
 */
export function takeLock(file: string): { release: () => void } | null {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (tryTake(file)) return { release: () => rmSync(file, { force: true }) };
    const holder = holderOf(file);
    if (holder && isAlive(holder)) return null;
    if (holder) removeDead(file);
  }
  return null;
}

/** Returns the id of the living process that holds a lock, or null. */
export function holderPid(file: string): number | null {
  const holder = holderOf(file);
  return holder && isAlive(holder) ? holder.pid : null;
}
