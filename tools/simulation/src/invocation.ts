import type { VirtualClock } from './clock';
import type { DeployedFunction } from './deployment';
import type { Fault, StepTarget } from './faults';

/** A call to the outside that waits until the scheduler lets it happen. */
export interface PendingStep {
  target: StepTarget;
  name: string;
  perform: (fault: Fault) => Promise<void>;
}

interface Call<Result> {
  target: StepTarget;
  name: string;
  apply: (fault: Fault) => Result | Promise<Result>;
  /** The error that the caller gets if the call fails before it has its effect, or after. */
  error: (when: 'before' | 'after') => Error;
  /** Cuts the connection that the call uses. */
  cut?: () => Promise<void>;
}

/** What an invocation works with. */
interface InvocationOptions {
  function: DeployedFunction;
  clock: VirtualClock;
  /** Called for every step that waits, and at the end. */
  onChange: () => void;
  /** Ends what ends with the process. */
  onKill: () => Promise<void>;
}

/**
 * One invocation of a function. Each of its calls to the outside is a step: it waits until the scheduler lets it
 * happen, and fault injection decides its outcome. A killed invocation never goes on: its promises stay pending for
 * ever.
 */
export class Invocation {
  readonly pending: PendingStep[] = [];
  state: 'live' | 'ended' | 'dead' = 'live';
  private waiting = 0;
  private inProgress = 0;
  private readonly deadline: number;

  constructor(private readonly options: InvocationOptions) {
    this.deadline = options.clock.now + options.function.timeoutMs;
  }

  get function(): DeployedFunction {
    return this.options.function;
  }

  get clock(): VirtualClock {
    return this.options.clock;
  }

  readonly remainingMs = (): number => this.deadline - this.clock.now;

  /** Whether it is computing, on its way to its next step or its end. */
  get busy(): boolean {
    return this.inProgress > 0 || (this.state === 'live' && this.pending.length === 0 && this.waiting === 0);
  }

  /** Whether it has ended, with no step left that would still happen. */
  get isOver(): boolean {
    return (
      this.state === 'dead' ||
      (this.state === 'ended' && this.pending.length === 0 && this.inProgress === 0 && this.waiting === 0)
    );
  }

  step<Result>(call: Call<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.state === 'dead') return;
      const step: PendingStep = {
        ...call,
        perform: async (fault) => {
          this.pending.splice(this.pending.indexOf(step), 1);
          this.inProgress++;
          await this.perform(call, fault, resolve, reject);
          this.inProgress--;
          this.options.onChange();
        },
      };
      this.pending.push(step);
      this.options.onChange();
    });
  }

  /** Waits by the virtual clock. */
  sleep(wait: (wake: () => void) => void): Promise<void> {
    this.waiting++;
    return new Promise((resolve) => {
      wait(() => {
        this.waiting--;
        if (this.state !== 'dead') resolve();
      });
    });
  }

  end(): void {
    if (this.state === 'live') this.state = 'ended';
    this.options.onChange();
  }

  async kill(): Promise<void> {
    const wasLive = this.state === 'live';
    this.state = 'dead';
    this.pending.length = 0;
    this.inProgress++;
    if (wasLive) await this.options.onKill();
    this.inProgress--;
    this.options.onChange();
  }

  private async perform<Result>(
    call: Call<Result>,
    fault: Fault,
    resolve: (result: Result) => void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    const answer = (settle: () => void): void => {
      if (this.state !== 'dead') settle();
    };
    const { when } = fault;
    // A connection fails by being cut.
    const kind = fault.kind === 'fail' && call.cut ? 'cut' : fault.kind;
    try {
      if (when === 'before' && kind !== 'cut')
        return await this.inject(kind, () => answer(() => reject(call.error(when))));
      if (when === 'before') await call.cut?.();
      const result = await call.apply(fault);
      if (when !== 'after') return answer(() => resolve(result));
      if (kind === 'cut') await call.cut?.();
      await this.inject(kind, () => answer(() => reject(call.error(when))));
    } catch (error) {
      answer(() => reject(error));
    }
  }

  private async inject(kind: Fault['kind'], fail: () => void): Promise<void> {
    if (kind === 'kill') await this.kill();
    // It waits for an answer until its time-out.
    else if (kind === 'hang') this.waiting++;
    else fail();
  }
}
