import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '../src/adapters/connection';
import { testDatabase } from './database';
import { FILE, persistence, row } from './persistence';

const database = testDatabase();

/** The shortest time-out of the functions, in milliseconds. */
const FUNCTION_MS =
  1000 *
  Math.min(
    ...[...readFileSync(join(__dirname, '..', 'serverless.yml'), 'utf8').matchAll(/ timeout: (\d+)/g)].map(
      ([, seconds]) => Number(seconds),
    ),
  );

const sessions = async (): Promise<number> =>
  (
    await database.owner.query('SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = $1', [
      database.appRole(),
    ])
  )[0].count as number;

/** Waits, five seconds at most, until the role has so many sessions: the server ends one a moment after it is closed. */
async function untilSessions(expected: number): Promise<void> {
  const until = Date.now() + 5000;
  while ((await sessions()) !== expected && Date.now() < until) await new Promise(setImmediate);
  expect(await sessions()).toBe(expected);
}

let connection: Connection;

beforeEach(() => {
  connection = new Connection();
});

afterEach(() => connection.close());

describe('the connection of a function', () => {
  it('has time-outs that are shorter than those of the functions', async () => {
    const source = await connection.with(database.appLogin(), 'database/app');
    const waits = await source.query(
      `SELECT name, setting::int AS ms FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`,
    );
    const { connectTimeoutMS } = source.options as { connectTimeoutMS?: number };
    const all = [connectTimeoutMS!, ...(waits as { ms: number }[]).map(({ ms }) => ms)];
    expect(all).toHaveLength(4);
    for (const ms of all) {
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThan(FUNCTION_MS);
    }
  });

  it('stays one, however many queries run at once', async () => {
    const source = await connection.with(database.appLogin(), 'database/app');
    await Promise.all(Array.from({ length: 5 }, () => source.query('SELECT pg_sleep(0.01)')));
    expect(await connection.with(database.appLogin(), 'database/app')).toBe(source);
    expect(await sessions()).toBe(1);
  });

  it('leaves no session behind when it is closed, and is a fresh one afterwards', async () => {
    const source = await connection.with(database.appLogin(), 'database/app');
    await connection.close();
    expect(source.isInitialized).toBe(false);
    await untilSessions(0);
    const fresh = await connection.with(database.appLogin(), 'database/app');
    expect(fresh).not.toBe(source);
    expect(await fresh.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await connection.with({ ...database.appLogin() }, 'database/app')).toBe(fresh);
    expect(await sessions()).toBe(1);
  });

  it('is made again with the new password after the old one is refused', async () => {
    const { persist, announce, published } = await persistence(database);
    let login = { ...database.appLogin(), password: 'of yesterday' };
    await persist(announce(FILE, 1, [row(1)]), {
      connect: () => connection.with(login, 'database/app'),
      disconnect: () => connection.close(),
      renewLogin: async () => void (login = database.appLogin() as typeof login),
    });
    expect(published).toHaveLength(1);
  });

  it('leaves none behind that is ready only after it was closed', async () => {
    await connection.with(database.appLogin(), 'database/app');
    await connection.close();
    const late = connection.with(database.appLogin(), 'database/app');
    await connection.close();
    await expect(late).rejects.toThrow('Connection terminated before it was ready');
    while ((await sessions()) > 0) await new Promise(setImmediate);
  });
});
