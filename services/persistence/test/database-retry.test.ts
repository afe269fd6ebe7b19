import type { DataSource } from 'typeorm';
import { type DatabaseEffects, MIN_RETRY_BUDGET_MS, withDatabaseRetry } from '../src/use-cases/database-retry';

const coded = (code: string): Error => Object.assign(new Error(`SQLSTATE ${code}`), { driverError: { code } });

/** Effects that record what was done, on a database with scripted answers. */
function scripted(remaining: readonly number[] = []) {
  const done: string[] = [];
  const left = [...remaining];
  const effects: DatabaseEffects = {
    connect: async () => ({}) as DataSource,
    disconnect: async () => void done.push('disconnect'),
    renewLogin: async () => void done.push('renew'),
    remainingMs: () => left.shift() ?? 300_000,
    now: () => new Date(),
    sleep: async (ms) => done.push(`pause ${ms}`),
  };
  const attempt = (...answers: (Error | string)[]): Promise<string> =>
    withDatabaseRetry(effects, async () => {
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      done.push('attempt');
      if (answer instanceof Error) throw answer;
      return answer;
    });
  return { attempt, done, effects };
}

describe('withDatabaseRetry', () => {
  it.each([
    '40001',
    '40P01',
    '55P03',
    '57P01',
    '57P02',
    '57P03',
    '53300',
    '25006',
    '08006',
    'ECONNRESET',
    'ECONNREFUSED',
    'EAI_AGAIN',
    'ENOTFOUND',
  ])('runs the work again on a fresh connection after %s', async (code) => {
    const { attempt, done } = scripted();
    expect(await attempt(coded(code), coded(code), 'done')).toBe('done');
    expect(done).toEqual(['attempt', 'disconnect', 'pause 100', 'attempt', 'disconnect', 'pause 200', 'attempt']);
  });

  it('gives up after six attempts, with the SQLSTATE of the last one', async () => {
    const { attempt, done } = scripted();
    await expect(attempt(coded('40P01'))).rejects.toMatchObject({ name: 'DatabaseFailed', code: '40P01' });
    expect(done.filter((what) => what === 'attempt')).toHaveLength(6);
  });

  it('does not run the work again with less than the least retry budget left of the invocation', async () => {
    const { attempt, done } = scripted([300_000, MIN_RETRY_BUDGET_MS - 1]);
    await expect(attempt(coded('55P03'), 'done')).rejects.toMatchObject({ name: 'DatabaseFailed', code: '55P03' });
    expect(done).toEqual(['attempt', 'disconnect']);
  });

  it.each(['23514', '22021', '42P01', '57014'])('does not run the work again after %s', async (code) => {
    const { attempt, done } = scripted();
    await expect(attempt(coded(code), 'done')).rejects.toMatchObject({ code });
    expect(done).toEqual(['attempt']);
  });

  it('gives up hanging work before the invocation times out, and closes its connection', async () => {
    const { effects, done } = scripted([10_020]);
    await expect(withDatabaseRetry(effects, () => new Promise(() => undefined))).rejects.toMatchObject({
      name: 'OutOfTime',
      code: 'OUT_OF_TIME',
    });
    expect(done).toEqual(['disconnect']);
  });

  it('does not begin an attempt when no more time is left than the reserve', async () => {
    const { attempt, done } = scripted([10_000]);
    await expect(attempt('done')).rejects.toMatchObject({ code: 'OUT_OF_TIME' });
    expect(done).toEqual(['disconnect']);
  });

  it('reads a refused login again, once for each piece of work', async () => {
    const { attempt, done } = scripted();
    expect(await attempt(coded('57P01'), coded('28P01'), 'done')).toBe('done');
    expect(done.filter((what) => what === 'renew')).toHaveLength(1);
    await expect(attempt(coded('28P01'))).rejects.toMatchObject({ code: '28P01' });
    expect(done.filter((what) => what === 'renew')).toHaveLength(2);
  });
});
