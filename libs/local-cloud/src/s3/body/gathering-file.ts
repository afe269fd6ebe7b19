import type { FileHandle } from 'node:fs/promises';

const enough = 1024 * 1024;

/** Gathers the small pieces that a socket gives, so that a large body needs few writes. */
export class GatheringFile {
  #pieces: Buffer[] = [];
  #size = 0;

  constructor(private readonly file: FileHandle) {}

  async write(piece: Buffer): Promise<void> {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size >= enough) await this.flush();
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const pieces = this.#pieces;
    const size = this.#size;
    this.#pieces = [];
    this.#size = 0;
    if (size === 0) return;
    const { bytesWritten } = await this.file.writev(pieces);
    if (bytesWritten !== size) throw new Error(`Wrote ${bytesWritten} of ${size} bytes: is the disk full?`);
  }
}
