interface Timer {
  at: number;
  run: () => void;
}

/** A clock that moves when it is told to, and what is due by it. */
export class VirtualClock {
  private timers: Timer[] = [];

  /** @param now milliseconds since 1970 */
  constructor(public now: number) {}

  readonly date = (): Date => new Date(this.now);

  /** @returns a function that calls it off */
  after(ms: number, run: () => void): () => void {
    const timer = { at: this.now + ms, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** When the next timer is due; Infinity where there is none. */
  next(): number {
    return Math.min(...this.timers.map(({ at }) => at));
  }

  /** Moves on and runs what is due by then, in the order in which it is due. */
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
