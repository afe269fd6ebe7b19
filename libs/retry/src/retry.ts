import { setTimeout as delay } from 'node:timers/promises';

/** Which errors are retried, how often, and after which pauses. */
export interface RetryOptions {
  /** Attempts in all, the first one included. */
  attempts: number;
  /** The pause before the second attempt, in milliseconds; it doubles before each further one. */
  firstPauseMs: number;
  /** Whether another attempt may succeed after this error. */
  isRetriable: (error: unknown) => boolean;
  /** Runs before each pause, to prepare the next attempt. What it throws ends the retries. */
  beforeRetry?: (error: unknown) => Promise<void>;
  /** Waits between attempts; replaced in tests. */
  sleep?: (ms: number) => Promise<unknown>;
}

/**
 * Calls `work` until it succeeds, at most `attempts` times, with exponential backoff.
 *
 * @throws the error of the last attempt, or the first error that is not retriable
 */
export async function retry<Result>(
  work: () => Promise<Result>,
  { attempts, firstPauseMs, isRetriable, beforeRetry, sleep = delay }: RetryOptions,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !isRetriable(error)) throw error;
      await beforeRetry?.(error);
      await sleep(firstPauseMs * 2 ** (attempt - 1));
    }
  }
}
