import type { ChildProcess } from 'node:child_process';
import { readProcStat } from './proc-stat';

/** A process, distinguished from a later process with the same id. */
export interface ProcessIdentity {
  pid: number;
  /** Start time as the system counts it; empty where the system is not Linux. */
  started: string;
}

const startedOf = (pid: number): string => readProcStat(pid)?.started ?? '';

/** Returns the identity of the process that has this id now. */
export const identityOf = (pid: number): ProcessIdentity => ({ pid, started: startedOf(pid) });

/** Whether this very process is still running. A zombie is not. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && startedOf(pid) === started;
  }
  const stat = readProcStat(pid);
  return (stat?.started ?? '') === started && stat?.state !== 'Z';
}

/** Whether a child process has exited. */
export const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;
