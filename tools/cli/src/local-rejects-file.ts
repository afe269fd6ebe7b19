import { once } from 'node:events';
import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { rejectsName } from '@customer-files/validation';

/** Rejects that may wait to be written while judging goes on. */
const WAITING_BYTES = 1024 * 1024;

/** Where the rejects of a file go that is only checked. */
export const rejectsPath = (file: string): string => join(dirname(file), rejectsName(file));

async function sameContent(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other)]);
  return a.size === b.size && (await readFile(one)).equals(await readFile(other));
}

/** A rejects file beside its source. It has its name only when it is whole; a file without rejects has none. */
export class RejectsBeside {
  private readonly path: string;
  private readonly aside: string;
  private stream: WriteStream | null = null;
  /** Where an earlier file of this name is now. */
  kept: string | null = null;

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
    await this.keepEarlier();
    await rename(this.aside, this.path);
    return this.path;
  }

  /** What is there already may be an earlier rejects file that somebody is correcting; it keeps its content under another name. */
  private async keepEarlier(): Promise<void> {
    if (!existsSync(this.path)) return;
    if (!(await stat(this.path)).isFile())
      throw new Error(`${this.path} is in the way and is no file; move it elsewhere`);
    if (await sameContent(this.path, this.aside)) return;
    let kept = 1;
    while (existsSync(`${this.path}.${kept}`)) kept++;
    await rename(this.path, `${this.path}.${kept}`);
    this.kept = `${this.path}.${kept}`;
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
      throw new Error(
        `${this.path} cannot be written (${code}); copy the file to a folder of your own and check it there`,
        { cause: error },
      );
    }
    // Whoever writes or finishes next sees the failure; until then it must not end the process as unhandled.
    stream.on('error', () => undefined);
    return stream;
  }
}
