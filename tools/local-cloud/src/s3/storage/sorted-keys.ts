function compare(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A set of keys in the order of their UTF-8 bytes, which is the order in which S3 lists them. */
export class SortedKeys {
  private keys: string[];

  constructor(keys: Iterable<string>) {
    const pairs = Array.from(keys, (key) => ({ key, bytes: Buffer.from(key) }));
    this.keys = pairs.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ key }) => key);
  }

  /** Returns the position of the first key that is not before the given one. */
  lowerBound(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.keys[middle]!, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  at(position: number): string | undefined {
    return this.keys[position];
  }

  add(key: string): void {
    const position = this.lowerBound(key);
    if (this.keys[position] !== key) this.keys.splice(position, 0, key);
  }

  remove(key: string): void {
    const position = this.lowerBound(key);
    if (this.keys[position] === key) this.keys.splice(position, 1);
  }
}
