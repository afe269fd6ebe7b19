import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventEnvelope } from '../happenings';
import { compilePattern, type Pattern } from './pattern/compile-pattern';

/** Keeps the events of one bus, a line of JSON each, in the order in which they came. */
export class Archive {
  private readonly matches: (event: unknown) => boolean;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string, readonly name: string, readonly bus: string, pattern: Pattern | undefined) {
    this.matches = pattern ? compilePattern(pattern) : () => true;
  }

  /** Resolves when the event is on disk, if it is one for this archive. */
  keep(event: EventEnvelope): Promise<void> {
    if (!this.matches(event)) return Promise.resolve();
    this.writing = this.writing.then(async () => {
      await mkdir(this.folder, { recursive: true });
      await appendFile(join(this.folder, `${this.name}.jsonl`), `${JSON.stringify(event)}\n`);
    });
    return this.writing;
  }
}
