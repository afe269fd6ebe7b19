/** Gives hex strings of equal length that increase, also over restarts: they follow the clock, and never stand still. */
export class Sequencer {
  #last = 0n;

  constructor(private readonly now: () => Date) {}

  /** Makes all further values greater than one that was given in an earlier run. */
  observe(sequencer: string): void {
    const value = BigInt(`0x${sequencer}`);
    if (value > this.#last) this.#last = value;
  }

  next(): string {
    const clock = BigInt(this.now().getTime()) << 16n;
    this.#last = clock > this.#last ? clock : this.#last + 1n;
    return this.#last.toString(16).toUpperCase().padStart(18, '0');
  }
}
