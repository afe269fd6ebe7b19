import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** How much of the end of a log is searched for its last error. */
const TAIL_BYTES = 64 * 1024;

function tailOf(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } finally {
    closeSync(handle);
  }
}

function messageOf(line: string, about: string | null): string | null {
  try {
    const { level, messageId, error } = JSON.parse(line) as {
      level?: string;
      messageId?: string;
      error?: { message?: string };
    };
    return level === 'ERROR' && (about === null || messageId === about) ? (error?.message ?? null) : null;
  } catch {
    // A line that a library printed, or the first one, which may be incomplete.
    return null;
  }
}

/**
 * The last error in the log of a function, or null. The response to a batch names the messages that failed, but not why.
 *
 * @param messageId to look for the error of one message only
 */
export function lastError(logFile: string, messageId: string | null = null): string | null {
  if (!existsSync(logFile)) return null;
  const messages = tailOf(logFile)
    .split('\n')
    .map((line) => messageOf(line, messageId))
    .filter((message) => message !== null);
  return messages.at(-1) ?? null;
}
