import { writeFileSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';

const enough = 1024 * 1024;

/**
 * A new file, written in large pieces. What is small is gathered until its end and written at once, in the thread that has it:
 * handing each step to another thread and back took three times as long as the steps themselves (measured, objects of a few hundred bytes).
 */
export class BufferedFileWriter {
  #pieces: Buffer[] = [];
  #size = 0;
  #file: FileHandle | null = null;

  /** @param path of a file that does not exist yet */
  constructor(private readonly path: string) {}

  async write(piece: Buffer): Promise<void> {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size >= enough) await this.#flush();
  }

  /** Writes what was gathered, and closes the file. */
  async finish(): Promise<void> {
    if (!this.#file) return writeFileSync(this.path, Buffer.concat(this.#pieces, this.#size), { flag: 'wx' });
    await this.#flush();
    await this.#file.close();
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.#file?.close();
    await rm(this.path, { force: true });
  }

  async #flush(): Promise<void> {
    const pieces = this.#pieces;
    const size = this.#size;
    this.#pieces = [];
    this.#size = 0;
    if (size === 0) return;
    this.#file ??= await open(this.path, 'wx');
    const { bytesWritten } = await this.#file.writev(pieces);
    if (bytesWritten !== size) throw new Error(`Wrote ${bytesWritten} of ${size} bytes: is the disk full?`);
  }
}
