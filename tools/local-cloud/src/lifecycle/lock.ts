import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity';

/** Exit status of a process that finds the lock taken (EX_TEMPFAIL of sysexits.h). */
export const ALREADY_RUNNING = 75;

function holderOf(file: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
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
    if (holder) rmSync(file, { force: true });
  }
  return null;
}

/** Returns the id of the living process that holds a lock, or null. */
export function holderPid(file: string): number | null {
  const holder = holderOf(file);
  return holder && isAlive(holder) ? holder.pid : null;
}
