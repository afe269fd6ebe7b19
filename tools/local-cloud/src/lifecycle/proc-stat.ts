import { readFileSync } from 'node:fs';

/** Linux counts processor time in ticks of 10 ms (USER_HZ = 100 on every current architecture). */
const TICK_MS = 10;

/** What Linux reports about a process in `/proc/PID/stat`. */
export interface ProcStat {
  /** One letter, for example `Z` for a zombie. */
  state: string;
  /** Process id of the parent. */
  parent: number;
  /** Start time in ticks after the boot of the machine. */
  started: string;
  /** Processor time of all threads, in milliseconds. */
  processorMilliseconds: number;
}

/** Reads `/proc/PID/stat`. Returns null if there is no such process, or if the system is not Linux. */
export function readProcStat(pid: number): ProcStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name of the process, may itself contain spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      state: fields[0]!,
      parent: Number(fields[1]),
      started: fields[19]!,
      processorMilliseconds: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
    };
  } catch (error) {
    // A process that ends during the read causes either error.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code!)) return null;
    throw error;
  }
}
