import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Start time as the system counts it; empty where it does not tell. */
  started: string;
}

/** Reading about a process that ends meanwhile fails in either way. */
const hasGone = (error: unknown): boolean => ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code!);

function startedOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted behind the name, which may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch (error) {
    if (hasGone(error)) return '';
    throw error;
  }
}

export const identityOf = (pid: number): ProcessIdentity => ({ pid, started: startedOf(pid) });

/** Whether that very process is still there (a zombie is not). */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && startedOf(pid) === started;
  }
  if (startedOf(pid) !== started) return false;
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch (error) {
    if (hasGone(error)) return false;
    throw error;
  }
}
