interface Timer {
  at: number;
  run: () => void;
  background: boolean;
}

/** A clock that moves only when the scheduler moves it, and the timers that are due by it. */
export class VirtualClock {
  private timers: Timer[] = [];

  /** @param now milliseconds since 1970 */
  constructor(public now: number) {}

  readonly date = (): Date => new Date(this.now);

  /**
   * Sets a timer.
   *
   * @param background a simulation that waits for nothing else comes to its end without this timer, as Node.js does
   * with an `unref` timer
   * @returns a function that cancels it
   */
  after(ms: number, run: () => void, { background = false } = {}): () => void {
    const timer = { at: this.now + ms, run, background };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** When the next timer is due; Infinity where there is none. */
  next(): number {
    return Math.min(...this.timers.map(({ at }) => at));
  }

  /** When the next timer that is no background timer is due; Infinity where there is none. */
  nextForeground(): number {
    return Math.min(...this.timers.filter(({ background }) => !background).map(({ at }) => at));
  }

  /** Moves on and runs the timers that are due by then, in order. */
  moveTo(time: number): void {
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((other) => other !== due);
      this.now = Math.max(this.now, due.at);
      due.run();
    }
    this.now = Math.max(this.now, time);
  }
}
