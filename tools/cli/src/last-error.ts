import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** The end of a log in which its last error is looked for. */
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
    // A line that some library printed, or one that the tail has cut.
    return null;
  }
}

/**
 * What the log of a function says went wrong last, or null. A batch's answer on AWS names the messages that failed, never why.
 *
 * @param messageId of the only message that it is to be about
 */
export function lastError(logFile: string, messageId: string | null = null): string | null {
  if (!existsSync(logFile)) return null;
  const messages = tailOf(logFile)
    .split('\n')
    .map((line) => messageOf(line, messageId))
    .filter((message) => message !== null);
  return messages.at(-1) ?? null;
}
