import type { DataSource } from 'typeorm';
import { attempts, type DatabaseEffects, WORTHWHILE_MS } from '../src/use-cases/attempts';

const coded = (code: string): Error => Object.assign(new Error(`SQLSTATE ${code}`), { driverError: { code } });

/** A database of which every answer is said beforehand, with a record of what was done. */
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
    attempts(effects, async () => {
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      done.push('attempt');
      if (answer instanceof Error) throw answer;
      return answer;
    });
  return { attempt, done, effects };
}

describe('work on the database', () => {
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
  ])('is tried again on a fresh connection after %s', async (code) => {
    const { attempt, done } = scripted();
    expect(await attempt(coded(code), coded(code), 'done')).toBe('done');
    expect(done).toEqual(['attempt', 'disconnect', 'pause 100', 'attempt', 'disconnect', 'pause 200', 'attempt']);
  });

  it('is given up after six attempts, and says why', async () => {
    const { attempt, done } = scripted();
    await expect(attempt(coded('40P01'))).rejects.toMatchObject({ name: 'DatabaseFailed', code: '40P01' });
    expect(done.filter((what) => what === 'attempt')).toHaveLength(6);
  });

  it('is not tried again where the time of the invocation no longer allows it, and says why', async () => {
    const { attempt, done } = scripted([300_000, WORTHWHILE_MS - 1]);
    await expect(attempt(coded('55P03'), 'done')).rejects.toMatchObject({ name: 'DatabaseFailed', code: '55P03' });
    expect(done).toEqual(['attempt', 'disconnect']);
  });

  it.each(['23514', '22021', '42P01', '57014'])('is not tried again after %s', async (code) => {
    const { attempt, done } = scripted();
    await expect(attempt(coded(code), 'done')).rejects.toMatchObject({ code });
    expect(done).toEqual(['attempt']);
  });

  it('is given up before the invocation is cut off, with the connection that it hangs on', async () => {
    const { effects, done } = scripted([10_020]);
    await expect(attempts(effects, () => new Promise(() => undefined))).rejects.toMatchObject({
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

  it('reads a refused login anew, once, whenever it is refused', async () => {
    const { attempt, done } = scripted();
    expect(await attempt(coded('57P01'), coded('28P01'), 'done')).toBe('done');
    expect(done.filter((what) => what === 'renew')).toHaveLength(1);
    await expect(attempt(coded('28P01'))).rejects.toMatchObject({ code: '28P01' });
    expect(done.filter((what) => what === 'renew')).toHaveLength(2);
  });
});
