import type { Fate, Touched } from './faults';

/** A call to the outside that waits for its turn. */
export interface Parked {
  on: Touched;
  name: string;
  perform: (fate: Fate) => Promise<void>;
}

interface Call<Result> {
  on: Touched;
  name: string;
  apply: (fate: Fate) => Result | Promise<Result>;
  /** What the caller is told where the call fails before it has its effect, or after. */
  fault: (when: 'before' | 'after') => Error;
  /** Cuts the connection that the call goes over. */
  cut?: () => Promise<void>;
}

/**
 * One run of a function. Each of its calls to the outside is a step: it waits until the world lets it happen, and the
 * world decides what becomes of it. A killed invocation never goes on: its promises stay open for ever.
 */
export class Invocation {
  readonly parked: Parked[] = [];
  state: 'live' | 'ended' | 'dead' = 'live';
  private waiting = 0;
  private underWay = 0;

  /**
   * @param changed is told of every step that waits and of every end
   * @param died brings down what dies with the process
   */
  constructor(
    readonly service: string,
    private readonly changed: () => void,
    private readonly died: () => Promise<void>,
  ) {}

  /** Whether something goes on in it that has not come to a step yet. */
  get busy(): boolean {
    return this.underWay > 0 || (this.state === 'live' && this.parked.length === 0 && this.waiting === 0);
  }

  /** Whether it is over, with nothing left that goes on behind its back. */
  get isOver(): boolean {
    return (
      this.state === 'dead' ||
      (this.state === 'ended' && this.parked.length === 0 && this.underWay === 0 && this.waiting === 0)
    );
  }

  step<Result>(call: Call<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.state === 'dead') return;
      const parked: Parked = {
        ...call,
        perform: async (fate) => {
          this.parked.splice(this.parked.indexOf(parked), 1);
          this.underWay++;
          await this.perform(call, fate, resolve, reject);
          this.underWay--;
          this.changed();
        },
      };
      this.parked.push(parked);
      this.changed();
    });
  }

  /** Waits by the world's clock. */
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
    this.changed();
  }

  async kill(): Promise<void> {
    const wasLive = this.state === 'live';
    this.state = 'dead';
    this.parked.length = 0;
    this.underWay++;
    if (wasLive) await this.died();
    this.underWay--;
    this.changed();
  }

  private async perform<Result>(
    call: Call<Result>,
    fate: Fate,
    resolve: (result: Result) => void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    const tell = (answer: () => void): void => {
      if (this.state !== 'dead') answer();
    };
    const { when } = fate;
    // A connection fails by being cut.
    const kind = fate.kind === 'fail' && call.cut ? 'cut' : fate.kind;
    try {
      if (when === 'before' && kind !== 'cut') return await this.meet(kind, () => tell(() => reject(call.fault(when))));
      if (when === 'before') await call.cut?.();
      const result = await call.apply(fate);
      if (when !== 'after') return tell(() => resolve(result));
      if (kind === 'cut') await call.cut?.();
      await this.meet(kind, () => tell(() => reject(call.fault(when))));
    } catch (error) {
      tell(() => reject(error));
    }
  }

  private async meet(kind: Fate['kind'], fail: () => void): Promise<void> {
    if (kind === 'kill') await this.kill();
    // Waits for an answer until its time is up.
    else if (kind === 'hang') this.waiting++;
    else fail();
  }
}
