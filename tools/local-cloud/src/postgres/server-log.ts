import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isFullDisk } from '../lifecycle/start-failure';

/** How much of the end of a log is read. */
const TAIL_BYTES = 64 * 1024;

/** Returns what was written into a log behind an offset, or the end of it. */
function tailOf(file: string, from: number): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const start = Math.max(from, size - TAIL_BYTES);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    readSync(handle, bytes, 0, bytes.length, start);
    return bytes.toString('utf8');
  } finally {
    closeSync(handle);
  }
}

/** Why a server has ended, as far as its log says. */
export interface ServerFailure {
  isFullDisk: boolean;
  /** The message of the last FATAL or PANIC; null if there is none. */
  message: string | null;
}

/** Reads the failure of a server from what it wrote into its log behind an offset. */
export function failureIn(logFile: string, from: number): ServerFailure {
  const tail = tailOf(logFile, from);
  const messages = [...tail.matchAll(/\b(?:FATAL|PANIC): +(.*)/g)].map(([, message]) => message!);
  return { isFullDisk: isFullDisk(tail), message: messages.at(-1) ?? null };
}
