import type { Progress } from './progress';

/** Exit status of a program that Ctrl-C has ended. */
export const INTERRUPTED = 130;

/** A terminal and npm both pass Ctrl-C on: signals within this time are one. */
const ONE_PRESS_MS = 500;

/** Ctrl-C or SIGTERM. */
export class Interrupted extends Error {}

/**
 * Rejects at Ctrl-C or SIGTERM, and says so. A second one ends this process at once: the embedded cloud then shuts down
 * because it has no client, and the next start waits for it.
 */
export function interruption(
  progress: Progress,
  exit: (status: number) => void = (status) => process.exit(status),
): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    let first: number | null = null;
    const onSignal = (): void => {
      const now = Date.now();
      if (first === null) {
        first = now;
        progress.say('stopping; Ctrl-C again does not wait for the embedded cloud');
        reject(new Interrupted());
      } else if (now - first > ONE_PRESS_MS) {
        progress.say('stopped; the embedded cloud shuts down by itself, and the next start waits for it');
        exit(INTERRUPTED);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  });
  interrupted.catch(() => undefined);
  return interrupted;
}
