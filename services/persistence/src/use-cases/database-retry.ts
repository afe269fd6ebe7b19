import { retry } from '@customer-files/retry';
import type { DataSource } from 'typeorm';
import { isLoginRefused, isTransient, OutOfTime, withoutValues } from '../domain/database-errors';

/** What work on the database needs from outside. */
export interface DatabaseEffects {
  /** The connection of the function; a fresh one after `disconnect`. */
  connect: () => Promise<DataSource>;
  disconnect: () => Promise<void>;
  /** Reads the login again: the password may have been rotated since it was read. */
  renewLogin: () => Promise<void>;
  /** Milliseconds that are left of the invocation. */
  remainingMs: () => number;
  now: () => Date;
  sleep: (ms: number) => Promise<unknown>;
}

const BACKOFF = { attempts: 6, firstPauseMs: 100 };

/** Kept back to log why the work failed: an invocation that runs into its time-out logs nothing. */
const RESERVE_MS = 10_000;

/** With less time left there is no further attempt in this invocation. */
export const MIN_RETRY_BUDGET_MS = 30_000;

/**
 * Runs work on the database, and runs it again on a fresh connection after a transient error, as long as the time of the
 * invocation allows. A refused login is read again once.
 *
 * @throws DatabaseFailed for an error of PostgreSQL, OutOfTime, and any other error of the work as it is
 */
export async function withDatabaseRetry<Result>(
  effects: DatabaseEffects,
  work: (source: DataSource) => Promise<Result>,
): Promise<Result> {
  let renewed = false;
  const isLoginOutdated = (error: unknown): boolean => isLoginRefused(error) && !renewed;
  const isRetriable = (error: unknown): boolean => isLoginOutdated(error) || isTransient(error);
  const attempt = async (): Promise<Result> => {
    try {
      return await inTime(effects.remainingMs() - RESERVE_MS, () => effects.connect().then(work));
    } catch (error) {
      // The connection may be in the middle of a transaction.
      if (isRetriable(error) || error instanceof OutOfTime) await effects.disconnect();
      throw error;
    }
  };
  try {
    return await retry(attempt, {
      ...BACKOFF,
      isRetriable: (error) => isRetriable(error) && effects.remainingMs() >= MIN_RETRY_BUDGET_MS,
      beforeRetry: async (error) => {
        if (!isLoginOutdated(error)) return;
        await effects.renewLogin();
        renewed = true;
      },
      sleep: effects.sleep,
    });
  } catch (error) {
    throw withoutValues(error);
  }
}

/** Waits for work as long as it may take; the database ends it by its own time-outs. @throws OutOfTime */
async function inTime<Result>(milliseconds: number, work: () => Promise<Result>): Promise<Result> {
  // Only the reserve is left: the attempt would be given up before its first answer.
  if (milliseconds <= 0) throw new OutOfTime();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfTime()), milliseconds);
    // Work that never ends does not keep a process alive for this time-out.
    timer.unref();
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
