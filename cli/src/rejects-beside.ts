import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { rejectsName } from '@customer-files/validation';

/** Rejects that may wait to be written while judging goes on. */
const WAITING_BYTES = 1024 * 1024;

/** Where the rejects of a file go that is only checked. */
export const rejectsPath = (file: string): string => join(dirname(file), rejectsName(file));

/** A rejects file beside its source. It has its name only when it is whole; a file without rejects has none. */
export class RejectsBeside {
  private readonly path: string;
  private readonly aside: string;
  private stream: WriteStream | null = null;

  constructor(file: string) {
    this.path = rejectsPath(file);
    this.aside = `${this.path}.${process.pid}.tmp`;
  }

  readonly write = async (csv: string): Promise<void> => {
    this.stream ??= await this.begin();
    if (this.stream.errored) throw this.stream.errored;
    if (!this.stream.write(csv)) await once(this.stream, 'drain');
  };

  /** The file, or null where nothing was rejected. */
  async finish(): Promise<string | null> {
    if (!this.stream) return null;
    this.stream.end();
    await finished(this.stream);
    await rename(this.aside, this.path);
    return this.path;
  }

  /** Leaves no half of a file behind. */
  async abandon(): Promise<void> {
    this.stream?.destroy();
    await rm(this.aside, { force: true });
  }

  private async begin(): Promise<WriteStream> {
    const stream = createWriteStream(this.aside, { highWaterMark: WAITING_BYTES });
    try {
      await once(stream, 'open');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(`${this.path} cannot be written (${code}); copy the file to a folder of your own and check it there`, { cause: error });
    }
    // Whoever writes or finishes next sees the failure; until then it must not end the process as unhandled.
    stream.on('error', () => undefined);
    return stream;
  }
}
