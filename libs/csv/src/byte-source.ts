/** Reads a stream of chunks in pieces of any size. */
export class ByteSource {
  private readonly held: Buffer[] = [];

  constructor(private readonly chunks: AsyncIterator<Buffer>) {}

  /** The next bytes, at least one; null at the end. */
  async next(): Promise<Buffer | null> {
    for (let chunk = this.held.pop(); chunk; chunk = this.held.pop()) if (chunk.length > 0) return chunk;
    for (;;) {
      const next = await this.chunks.next();
      if (next.done) return null;
      if (next.value.length > 0) return next.value;
    }
  }

  /** Makes these bytes the next ones. */
  giveBack(bytes: Buffer): void {
    this.held.push(bytes);
  }

  /** The next bytes, so many; fewer at the end. */
  async read(bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let missing = bytes;
    while (missing > 0) {
      const chunk = await this.next();
      if (!chunk) break;
      pieces.push(chunk.subarray(0, missing));
      if (chunk.length > missing) this.giveBack(chunk.subarray(missing));
      missing -= Math.min(missing, chunk.length);
    }
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }
}
