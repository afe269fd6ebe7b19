import type { FunctionSettings } from '../lambda/function-settings';
import { readProcStat } from '../lifecycle/proc-stat';
import type { Usage } from './usage';

/** The time that an invocation has used. */
export interface InvocationTime {
  milliseconds: number;
  processorMilliseconds: number;
}

const processorTime = (pid: number | undefined): number | null =>
  pid === undefined ? null : (readProcStat(pid)?.processorMilliseconds ?? null);

/**
 * Measures the invocations of one process. Processor time between two invocations counts for the later one, because AWS
 * freezes the process between them. So no tick is lost, but a single invocation may be wrong by one tick.
 */
class ProcessMeter {
  private last: number | null;

  /** @param pid of a process before its first event */
  constructor(readonly pid: number | undefined) {
    this.last = processorTime(pid);
  }

  /** Processor time of the start of the process, in milliseconds. */
  get startMilliseconds(): number {
    return this.last ?? 0;
  }

  /** Begins an invocation. The returned function ends it. */
  begin(): () => InvocationTime {
    const from = performance.now();
    return () => {
      const milliseconds = performance.now() - from;
      const now = processorTime(this.pid);
      // Where the system is not Linux, all of the duration counts as processor time, the upper limit.
      const processorMilliseconds = now === null || this.last === null ? milliseconds : now - this.last;
      this.last = now;
      return { milliseconds, processorMilliseconds };
    };
  }
}

/** Measures the invocations of a function over all its processes. */
export class FunctionMeter {
  private meter: ProcessMeter | null = null;

  constructor(
    private readonly settings: FunctionSettings,
    private readonly usage: Usage | undefined,
  ) {}

  /** Begins an invocation in a process. The returned function ends it. */
  begin(pid: number | undefined): () => void {
    if (this.meter?.pid !== pid || !this.meter) {
      this.meter = new ProcessMeter(pid);
      this.usage?.start(this.settings, this.meter.startMilliseconds);
    }
    const end = this.meter.begin();
    return () => this.usage?.invocation(this.settings, end());
  }
}
