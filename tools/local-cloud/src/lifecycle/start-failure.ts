/** The embedded cloud does not start, or has ended, for a reason that its user can remove. The message says what to do. */
export class StartFailure extends Error {
  override readonly name: string = 'StartFailure';
}

/** What the system, PostgreSQL and SQLite say of a disk without space. */
const FULL =
  /No space left on device|Disk quota exceeded|Check free disk space|wrote only \d+ of \d+ bytes|ENOSPC|EDQUOT|database or disk is full/;

/** Whether a text, such as an error message or a part of a log, is about a full disk. */
export const isFullDisk = (text: string): boolean => FULL.test(text);

/** A disk has no space left. */
export class DiskFull extends StartFailure {
  override readonly name = 'DiskFull';

  /** @param path something on this disk */
  constructor(path: string, cause?: unknown) {
    super(`the disk of ${path} is full; free some space and start again, nothing is lost`, { cause });
  }
}
