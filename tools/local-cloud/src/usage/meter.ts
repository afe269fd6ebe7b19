import { readProcStat } from '../lifecycle/proc-stat';

/** What an invocation has taken. */
export interface InvocationTime {
  milliseconds: number;
  processorMilliseconds: number;
}

const processorTime = (pid: number | undefined): number | null =>
  pid === undefined ? null : (readProcStat(pid)?.processorMilliseconds ?? null);

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
  begin(): () => InvocationTime {
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
