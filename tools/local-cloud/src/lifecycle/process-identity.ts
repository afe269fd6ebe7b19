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

/** Whether there is a process with this id, also one of another user. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether this very process is still running. A zombie is not. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  if (process.platform !== 'linux') return started === '' && exists(pid);
  const stat = readProcStat(pid);
  return stat !== null && stat.started === started && !['Z', 'X'].includes(stat.state);
}

/** Whether a child process has exited. */
export const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;
