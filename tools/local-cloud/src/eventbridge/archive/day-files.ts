import { appendFile, mkdir, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

/** A line of an archive is not JSON, for example after an edit by hand. */
class ArchiveDamaged extends Error {
  override readonly name = 'ArchiveDamaged';

  constructor(file: string, line: number) {
    super(`line ${line} of ${file} is not JSON`);
  }
}

const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.jsonl$/;

/** Lines of JSON in one file per day of writing, so that old lines can be deleted without rewriting a file. */
export class DayFiles {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: string) {}

  /**
   * Must be called before anything else, and again if `oldest` changes. Deletes the days before `oldest`, and an
   * incomplete last line that a killed process has left.
   */
  open(oldest: string | undefined): Promise<void> {
    return this.inTurn(async () => {
      await mkdir(this.folder, { recursive: true });
      const files = await this.files();
      await Promise.all(
        files.filter((file) => oldest !== undefined && file < oldest).map((file) => rm(this.pathOf(file))),
      );
      const newest = files.at(-1);
      if (newest && (oldest === undefined || newest >= oldest)) await this.truncateToWholeLines(newest);
    });
  }

  /** Resolves when the line is on disk. */
  append(day: string, line: string): Promise<void> {
    return this.inTurn(() => appendFile(this.pathOf(`${day}.jsonl`), `${line}\n`));
  }

  /**
   * Reads all lines in the order in which they were written.
   *
   * @throws ArchiveDamaged
   */
  async *read(): AsyncGenerator<{ text: string; content: unknown }> {
    await this.last;
    for (const file of await this.files()) {
      const lines = (await readFile(this.pathOf(file), 'utf8')).split('\n');
      for (const [index, line] of lines.slice(0, -1).entries())
        yield { text: line, content: this.parse(line, file, index + 1) };
    }
  }

  async size(): Promise<{ lines: number; bytes: number; since: Date }> {
    await this.last;
    const contents = await Promise.all((await this.files()).map((file) => readFile(this.pathOf(file))));
    const { birthtime } = await stat(this.folder);
    return {
      lines: contents.reduce((sum, content) => sum + content.toString('latin1').split('\n').length - 1, 0),
      bytes: contents.reduce((sum, { length }) => sum + length, 0),
      since: birthtime,
    };
  }

  private async files(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => DAY_FILE.test(name)).sort();
  }

  private pathOf(file: string): string {
    return join(this.folder, file);
  }

  private parse(line: string, file: string, number: number): unknown {
    try {
      return JSON.parse(line);
    } catch {
      throw new ArchiveDamaged(this.pathOf(file), number);
    }
  }

  private async truncateToWholeLines(file: string): Promise<void> {
    const content = await readFile(this.pathOf(file));
    const whole = content.lastIndexOf('\n') + 1;
    if (whole < content.length) await truncate(this.pathOf(file), whole);
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
