import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity';

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
    // A link is made whole or not at all, so nobody ever reads half a lock.
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Takes a lock for this process; one whose holder has died is taken over. Null where a living process holds it. */
export function takeLock(file: string): { release: () => void } | null {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (tryTake(file)) return { release: () => rmSync(file, { force: true }) };
    const holder = holderOf(file);
    if (holder && isAlive(holder)) return null;
    if (holder) rmSync(file, { force: true });
  }
  return null;
}

/** The process that holds a lock and is alive, or null. */
export function holderPid(file: string): number | null {
  const holder = holderOf(file);
  return holder && isAlive(holder) ? holder.pid : null;
}
