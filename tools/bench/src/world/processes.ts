import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcStat } from '@customer-files/local-cloud';

/** A process, from `/proc`. */
export interface Process {
  pid: number;
  parent: number;
  /** Processor time, user and system, in seconds. */
  seconds: number;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // It has ended meanwhile, or there is no such place on this system.
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code!)) return null;
    throw error;
  }
}

function processOf(pid: number): Process | null {
  const stat = readProcStat(pid);
  return stat && { pid, parent: stat.parent, seconds: stat.processorMilliseconds / 1000 };
}

/** Every process that there is now; none where the system is no Linux. */
export function processes(): Process[] {
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return names.flatMap((name) => processOf(Number(name)) ?? []);
}

export const commandOf = (pid: number): string[] => (read(`/proc/${pid}/cmdline`) ?? '').split('\0').filter(Boolean);

export function environmentOf(pid: number): Record<string, string> {
  const entries = (read(`/proc/${pid}/environ`) ?? '').split('\0').filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

/** The most memory that a process ever had, in bytes; 0 where it has ended. */
export function peakMemoryOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) * 1024;
}

/** A process that runs a function. */
export interface FunctionProcess extends Process {
  name: string;
}

/** The processes in which the functions of an embedded cloud run. @param cloud its process */
export function functionProcesses(cloud: number): FunctionProcess[] {
  const children = processes().filter(({ parent }) => parent === cloud);
  return children.flatMap((child) => {
    const name = environmentOf(child.pid).AWS_LAMBDA_FUNCTION_NAME;
    return name ? [{ ...child, name }] : [];
  });
}

/** The processes of the PostgreSQL of a state folder, each with what it calls itself. */
export function postgresProcesses(state: string): (Process & { title: string })[] {
  const postmaster = Number(readFileSync(join(state, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return processes()
    .filter(({ pid, parent }) => pid === postmaster || parent === postmaster)
    .map((one) => ({ ...one, title: commandOf(one.pid).join(' ') }));
}
