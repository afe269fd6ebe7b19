import { readFileSync } from 'node:fs';

/** What an invocation has taken. */
export interface Spent {
  milliseconds: number;
  processorMilliseconds: number;
}

/** Linux tells processor time in ticks, and every architecture of today has a hundred of them a second (USER_HZ). */
const TICK_MS = 10;

/** Fields of `/proc/PID/stat` behind the process's name, which may itself have spaces and parentheses. */
const USER = 11;
const SYSTEM = 12;

/** Processor time that a process with all its threads has used; null where the system does not tell, or the process has ended. */
function processorTime(pid: number | undefined): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER]) + Number(fields[SYSTEM])) * TICK_MS;
  } catch {
    return null;
  }
}

/**
 * Measures the invocations of one process. What the process does between two of them is the later one's, as on AWS, where
 * it is frozen between them; so no tick is lost, though a single invocation may be wrong by one.
 */
export class Meter {
  private last: number | null;

  /** @param pid of a process that is about to get its first event */
  constructor(readonly pid: number | undefined) {
    this.last = processorTime(pid);
  }

  /** What the start of the process has taken. */
  get startMilliseconds(): number {
    return this.last ?? 0;
  }

  /** Begins an invocation; what is returned ends it. */
  begin(): () => Spent {
    const from = performance.now();
    return () => {
      const milliseconds = performance.now() - from;
      const now = processorTime(this.pid);
      // Where nobody can tell, all of it counts as computing, which is the dearest that it can have been.
      const processorMilliseconds = now === null || this.last === null ? milliseconds : now - this.last;
      this.last = now;
      return { milliseconds, processorMilliseconds };
    };
  }
}
