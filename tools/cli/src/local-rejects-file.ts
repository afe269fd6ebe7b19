import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { rejectsName } from '@customer-files/validation';

/** How much may wait to be written while validation continues. */
const WAITING_BYTES = 1024 * 1024;

/** A rejects file that comes back: the first has no number. */
const RESUBMISSION = /\.rejects(?:-(\d+))?\.csv(?:\.gz)?$/i;

/** The path of the rejects of a file that is only checked: beside the file. Those of a rejects file are numbered. */
export function rejectsPath(file: string): string {
  const again = RESUBMISSION.exec(basename(file));
  const name = rejectsName(basename(file));
  const numbered = again ? name.replace(/\.csv$/, `-${Number(again[1] ?? 1) + 1}.csv`) : name;
  return join(dirname(file), numbered);
}

async function sameContent(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other)]);
  return a.size === b.size && (await readFile(one)).equals(await readFile(other));
}

/** Permissions of the owner to read and write, which a person needs to correct the rejects. */
const OF_OWNER = 0o600;

/** Permissions of group and others, without that to execute. */
const OF_OTHERS = 0o066;

/**
 * Writes the rejects file beside its source. It gets its name when it is complete; a file without rejects gets none.
 * Group and others have no more permissions on it than on its source.
 */
export class LocalRejectsFile {
  private readonly path: string;
  private readonly aside: string;
  private stream: WriteStream | null = null;
  /** The new path of an earlier file of this name. */
  kept: string | null = null;

  constructor(private readonly file: string) {
    this.path = rejectsPath(file);
    this.aside = `${this.path}.${randomBytes(6).toString('hex')}.tmp`;
  }

  readonly write = async (csv: string): Promise<void> => {
    this.stream ??= await this.begin();
    if (this.stream.errored) throw this.stream.errored;
    if (!this.stream.write(csv)) await once(this.stream, 'drain');
  };

  /** Completes the file. Resolves with its path, or null where nothing was rejected. */
  async finish(): Promise<string | null> {
    if (!this.stream) return null;
    this.stream.end();
    await finished(this.stream);
    await this.keepEarlier();
    await rename(this.aside, this.path);
    return this.path;
  }

  /** An earlier rejects file may be one that a person is correcting: it is renamed, not overwritten. */
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

  /** Deletes the incomplete file. */
  async abandon(): Promise<void> {
    this.stream?.destroy();
    await rm(this.aside, { force: true });
  }

  private async begin(): Promise<WriteStream> {
    const mode = ((await stat(this.file)).mode & OF_OTHERS) | OF_OWNER;
    // In a folder that others can write to, a link of this name would lead to any file: only a new file is opened.
    const stream = createWriteStream(this.aside, { flags: 'wx', mode, highWaterMark: WAITING_BYTES });
    try {
      await once(stream, 'open');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(
        `${this.path} cannot be written (${code}); copy the file to a folder of your own and check it there`,
        { cause: error },
      );
    }
    // The next write or finish() throws the error; an unhandled 'error' event would end the process.
    stream.on('error', () => undefined);
    return stream;
  }
}
