import { retry, type RetryOptions } from '../src';

/** Retries work that fails with these errors, one per attempt, and then succeeds; returns what happened, in order. */
async function retried(errors: readonly Error[], options: Partial<RetryOptions> = {}) {
  const failures = [...errors];
  const log: string[] = [];
  const outcome = await retry(
    async () => {
      const failure = failures.shift();
      log.push('attempt');
      if (failure) throw failure;
      return 'done';
    },
    {
      attempts: 4,
      firstPauseMs: 50,
      isRetriable: () => true,
      sleep: async (ms) => void log.push(`pause ${ms}`),
      ...options,
    },
  ).catch((error: unknown) => error);
  return { outcome, log };
}

const errors = (count: number): Error[] => Array.from({ length: count }, (_, i) => new Error(`failure ${i + 1}`));

describe('retry', () => {
  it('returns the result of the first attempt that succeeds, without a pause', async () => {
    expect(await retried([])).toEqual({ outcome: 'done', log: ['attempt'] });
  });

  it('doubles the pause before each further attempt', async () => {
    const { outcome, log } = await retried(errors(3));
    expect(outcome).toBe('done');
    expect(log).toEqual(['attempt', 'pause 50', 'attempt', 'pause 100', 'attempt', 'pause 200', 'attempt']);
  });

  it('throws the error of the last attempt, and does not pause after it', async () => {
    const { outcome, log } = await retried(errors(9));
    expect(outcome).toEqual(new Error('failure 4'));
    expect(log.filter((step) => step === 'attempt')).toHaveLength(4);
    expect(log.at(-1)).toBe('attempt');
  });

  it('throws an error that is not retriable at once', async () => {
    const isRetriable = (error: unknown): boolean => (error as Error).message === 'failure 1';
    const { outcome, log } = await retried(errors(9), { isRetriable });
    expect(outcome).toEqual(new Error('failure 2'));
    expect(log).toEqual(['attempt', 'pause 50', 'attempt']);
  });

  it('prepares each further attempt with the error of the one before, and never after the last', async () => {
    const seen: string[] = [];
    await retried(errors(9), { beforeRetry: async (error) => void seen.push((error as Error).message) });
    expect(seen).toEqual(['failure 1', 'failure 2', 'failure 3']);
  });

  it('ends with the error of a preparation that fails', async () => {
    const beforeRetry = (): Promise<void> => Promise.reject(new Error('no login'));
    const { outcome, log } = await retried(errors(9), { beforeRetry });
    expect(outcome).toEqual(new Error('no login'));
    expect(log).toEqual(['attempt']);
  });

  it('waits by the clock where no other sleep is passed in', async () => {
    const started = performance.now();
    let attempts = 0;
    await retry(async () => (++attempts < 2 ? Promise.reject(new Error('once')) : undefined), {
      attempts: 2,
      firstPauseMs: 20,
      isRetriable: () => true,
    });
    expect(attempts).toBe(2);
    expect(performance.now() - started).toBeGreaterThanOrEqual(19);
  });
});
