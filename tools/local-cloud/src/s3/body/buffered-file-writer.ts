import { writeFileSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';

const FLUSH_BYTES = 1024 * 1024;

/**
 * Writes a new file in large pieces. A small file is buffered and written synchronously at its end: with asynchronous
 * steps objects of a few hundred bytes took three times as long (measured).
 */
export class BufferedFileWriter {
  private pieces: Buffer[] = [];
  private size = 0;
  private file: FileHandle | null = null;

  /** @param path of a file that does not exist yet */
  constructor(private readonly path: string) {}

  async write(piece: Buffer): Promise<void> {
    this.pieces.push(piece);
    this.size += piece.length;
    if (this.size >= FLUSH_BYTES) await this.flush();
  }

  /** Writes what is buffered, and closes the file. */
  async finish(): Promise<void> {
    if (!this.file) return writeFileSync(this.path, Buffer.concat(this.pieces, this.size), { flag: 'wx' });
    await this.flush();
    await this.file.close();
  }

  /** Closes and removes the file. */
  async discard(): Promise<void> {
    await this.file?.close();
    await rm(this.path, { force: true });
  }

  private async flush(): Promise<void> {
    const { pieces, size } = this;
    this.pieces = [];
    this.size = 0;
    if (size === 0) return;
    this.file ??= await open(this.path, 'wx');
    const { bytesWritten } = await this.file.writev(pieces);
    if (bytesWritten !== size) throw new Error(`Wrote ${bytesWritten} of ${size} bytes: is the disk full?`);
  }
}
