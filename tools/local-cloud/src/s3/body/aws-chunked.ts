import { S3Error } from '../errors';

const MAX_LINE_BYTES = 8192;

/** Reads lines and byte counts from a stream of buffers. */
class Reader {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly source: AsyncIterator<Buffer>) {}

  private async more(): Promise<Buffer> {
    const { value, done } = await this.source.next();
    if (done) throw new S3Error('IncompleteBody', { message: 'The aws-chunked body ended early.' });
    return value;
  }

  /** Reads up to the next CRLF, and skips that. */
  async line(): Promise<string> {
    let end = this.rest.indexOf('\r\n');
    while (end < 0) {
      if (this.rest.length > MAX_LINE_BYTES)
        throw new S3Error('InvalidRequest', { message: 'The aws-chunked framing is broken.' });
      this.rest = Buffer.concat([this.rest, await this.more()]);
      end = this.rest.indexOf('\r\n');
    }
    const text = this.rest.toString('latin1', 0, end);
    this.rest = this.rest.subarray(end + 2);
    return text;
  }

  /** Reads the next bytes, in pieces as they arrive. */
  async *bytes(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      const piece = this.rest.length > 0 ? this.rest : await this.more();
      const taken = piece.subarray(0, left);
      this.rest = piece.subarray(taken.length);
      left -= taken.length;
      if (taken.length > 0) yield taken;
    }
  }
}

function chunkSize(line: string): number {
  const size = /^([0-9a-f]{1,12})(;.*)?$/i.exec(line)?.[1];
  if (size === undefined) throw new S3Error('InvalidRequest', { message: 'The aws-chunked framing is broken.' });
  return parseInt(size, 16);
}

/**
 * Removes the aws-chunked framing, signed or not, of a body. Signatures are not verified.
 *
 * @param trailers receives the trailing headers, in lower case, when the body ends
 * @throws S3Error IncompleteBody or InvalidRequest if the framing is broken
 */
export async function* decodeAwsChunked(
  source: AsyncIterator<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  for (let size = chunkSize(await reader.line()); size > 0; size = chunkSize(await reader.line())) {
    yield* reader.bytes(size);
    if ((await reader.line()) !== '')
      throw new S3Error('InvalidRequest', { message: 'The aws-chunked framing is broken.' });
  }
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const colon = line.indexOf(':');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}
