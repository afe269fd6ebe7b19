/** The words of a feed's setting `emptyWords`: a cell that is one of them counts as empty. */
export class EmptyWords {
  private readonly words: ReadonlySet<string>;
  private readonly encoded: readonly Buffer[];

  constructor(words: readonly string[]) {
    this.words = new Set(words);
    this.encoded = [...this.words].map((word) => Buffer.from(word));
  }

  /** @param text trimmed */
  has(text: string): boolean {
    return this.words.has(text);
  }

  /** {@link has} for the cell `bytes[from, to)`. */
  hasBytes(bytes: Buffer, from: number, to: number): boolean {
    for (const word of this.encoded) if (word.length === to - from && word.compare(bytes, from, to) === 0) return true;
    return false;
  }
}
