/** The rules that run by the clock, as long as the embedded cloud is up. */
export class Schedules {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  /** Runs something from now on every so many milliseconds; what the rule of that name did before, it does no more. */
  put(rule: string, milliseconds: number, run: () => void): void {
    clearInterval(this.timers.get(rule));
    // It must not be what keeps the process up.
    this.timers.set(rule, setInterval(run, milliseconds).unref());
  }

  stop(): void {
    for (const timer of this.timers.values()) clearInterval(timer);
    this.timers.clear();
  }
}
