import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '../src/adapters/connection';
import { testDatabase } from './database';
import { FILE, persistence, row } from './persistence';

const database = testDatabase();

/** The shortest time-out of the functions. */
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

let connection: Connection;

beforeEach(() => {
  connection = new Connection();
});

afterEach(() => connection.close());

describe('the connection of a function', () => {
  it('waits for nothing as long as the function may run', async () => {
    const source = await connection.with(database.appLogin(), 'database/app');
    const waits = await source.query(
      `SELECT name, setting::int AS ms FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`,
    );
    const { connectTimeoutMS } = source.options as { connectTimeoutMS?: number };
    const all = [connectTimeoutMS!, ...(waits as { ms: number }[]).map(({ ms }) => ms)];
    expect(all).toHaveLength(4);
    for (const ms of all) expect([ms > 0, ms < FUNCTION_MS]).toEqual([true, true]);
  });

  it('is one, however much is asked at once, and stays the same', async () => {
    const source = await connection.with(database.appLogin(), 'database/app');
    await Promise.all(Array.from({ length: 5 }, () => source.query('SELECT pg_sleep(0.01)')));
    expect(await connection.with(database.appLogin(), 'database/app')).toBe(source);
    expect(await sessions()).toBe(1);
  });

  it('gives way to a fresh one, and leaves none behind', async () => {
    const source = await connection.with(database.appLogin(), 'database/app');
    await connection.close();
    expect(await connection.with(database.appLogin(), 'database/app')).not.toBe(source);
    while ((await sessions()) > 1) await new Promise(setImmediate);
    expect(await connection.with({ ...database.appLogin() }, 'database/app')).toBeDefined();
    expect(await sessions()).toBe(1);
  });

  it('is made with the login as it is now, where the password was changed under way', async () => {
    const { persist, announce, published } = await persistence(database);
    let login = { ...database.appLogin(), password: 'of yesterday' };
    await persist(announce(FILE, 1, [row(1)]), {
      connect: () => connection.with(login, 'database/app'),
      disconnect: () => connection.close(),
      renewLogin: async () => void (login = database.appLogin() as typeof login),
    });
    expect(published).toHaveLength(1);
  });
});
