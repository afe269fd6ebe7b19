import { retry } from '@customer-files/retry';
import type { DataSource } from 'typeorm';
import { DatabaseFailed, isLoginRefused, isTransient, OutOfTime } from '../domain/transient';

/** What work on the database needs of the world. */
export interface DatabaseEffects {
  /** A connection; a fresh one after `disconnect`. */
  connect: () => Promise<DataSource>;
  disconnect: () => Promise<void>;
  /** Reads the login anew: the password may have been changed since it was read. */
  renewLogin: () => Promise<void>;
  /** What is left of the invocation. */
  remainingMs: () => number;
  now: () => Date;
  sleep: (ms: number) => Promise<unknown>;
}

const BACKOFF = { attempts: 6, firstPauseMs: 100 };

/** Kept back to say why it failed; an invocation that is cut off says nothing. */
const RESERVE_MS = 10_000;

/** Less than this, and another attempt is left to the next invocation. */
export const WORTHWHILE_MS = 30_000;

/** Tries again, on a fresh connection, what another attempt may cure, as far as the time of the invocation goes. */
export async function attempts<Result>(
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
      isRetriable: (error) => isRetriable(error) && effects.remainingMs() >= WORTHWHILE_MS,
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

/** Gives up on what does not answer in time; the database ends it by its own time-outs. Throws {@link OutOfTime}. */
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

/** PostgreSQL tells values in its errors; those must not reach a log. */
function withoutValues(error: unknown): unknown {
  const { driverError, severity } = error as { driverError?: unknown; severity?: unknown };
  return driverError || severity ? new DatabaseFailed(error) : error;
}
