import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { identityOf, isAlive } from '../../src/lifecycle/process-identity';
import { type Login, type Postgres, startPostgres } from '../../src/postgres/postgres';
import { eventually } from '../eventually';
import { occupy } from '../ports';
import { temporaryFolder } from '../temporary-folder';
import { serverPid } from './server-pid';

jest.setTimeout(60_000);

let folder: string;
let directory: string;
let taken: Server;
let postgres: Postgres;

const start = (port = 0): Promise<Postgres> =>
  startPostgres({ directory, port, logFile: join(folder, 'postgres.log') });
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Runs a query and returns its first row. */
async function ask(sql: string, { user, password }: Login): Promise<unknown> {
  const client = new pg.Client({
    host: postgres.host,
    port: postgres.port,
    database: postgres.database,
    user,
    password,
  });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

/**
 * A first start with obstacles: a directory closed to others, a port in use, and the remains of a start that was
 * killed.
 */
beforeAll(async () => {
  const umask = process.umask(0o077);
  try {
    folder = temporaryFolder();
    directory = join(folder, 'kept', 'postgres');
    mkdirSync(join(directory, 'data.new'), { recursive: true });
    writeFileSync(join(directory, 'data.new', 'PG_VERSION'), 'half');
    writeFileSync(join(directory, 'passwords.json'), 'half');
    taken = (await occupy(0))!;
    postgres = await start(portOf(taken));
  } finally {
    process.umask(umask);
  }
});

afterAll(async () => {
  taken?.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('PostgreSQL', () => {
  it('PostgreSQL starts in a directory that is closed to other users', async () => {
    expect(statSync(directory).mode & 0o077).toBe(0);
    expect(await ask('SELECT current_user AS me', postgres.app)).toEqual({ me: postgres.app.user });
  });

  it('PostgreSQL has its dynamic shared memory in its own directory, not in one that other users share', async () => {
    expect(await ask('SHOW dynamic_shared_memory_type', postgres.app)).toEqual({ dynamic_shared_memory_type: 'mmap' });
    expect(readdirSync(join(directory, 'data', 'pg_dynshmem'))).not.toEqual([]);
  });

  it('PostgreSQL uses another port if the preferred one is in use', () => {
    expect([postgres.port === portOf(taken), postgres.port > 0]).toEqual([false, true]);
  });

  it('PostgreSQL recreates a cluster that is incomplete', () => {
    expect([existsSync(join(directory, 'data.new')), existsSync(join(directory, 'data', 'PG_VERSION'))]).toEqual([
      false,
      true,
    ]);
  });

  it('PostgreSQL lets the owner create tables, and the application use only what is granted to it', async () => {
    await ask('CREATE TABLE kept AS SELECT 42 AS answer', postgres.owner);
    await expect(ask('SELECT answer FROM kept', postgres.app)).rejects.toThrow('permission denied for table kept');
    await expect(ask('CREATE TABLE mine (x int)', postgres.app)).rejects.toThrow('permission denied for schema public');
    await expect(ask('SELECT 1', { ...postgres.app, password: 'guessed' })).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('PostgreSQL ends a server that a killed run has left on the directory, and keeps what was committed', async () => {
    const left = identityOf(serverPid(directory));
    const before = postgres;
    postgres = await start();
    await eventually(() => !isAlive(left));
    expect(await ask('SELECT answer FROM kept', postgres.owner)).toEqual({ answer: 42 });
    expect([postgres.owner, postgres.app]).toEqual([before.owner, before.app]);
  });

  it('PostgreSQL restarts on the same port with what was committed, and does not count as exited', async () => {
    const { port } = postgres;
    const exited = jest.fn();
    void postgres.exited.then(exited);
    const before = identityOf(serverPid(directory));
    await postgres.restart();
    expect([isAlive(before), postgres.port]).toEqual([false, port]);
    expect(await ask('SELECT answer FROM kept', postgres.owner)).toEqual({ answer: 42 });
    expect(exited).not.toHaveBeenCalled();
  });

  it('PostgreSQL stops even if a client is connected, and can be stopped twice', async () => {
    const client = new pg.Client({
      host: postgres.host,
      port: postgres.port,
      database: postgres.database,
      ...postgres.owner,
    });
    const cutOff = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    const server = identityOf(serverPid(directory));
    await postgres.stop();
    await postgres.stop();
    await cutOff;
    expect([isAlive(server), existsSync(join(directory, 'data', 'postmaster.pid'))]).toEqual([false, false]);
  });

  it('PostgreSQL names its log file if it does not start', async () => {
    writeFileSync(join(directory, 'data', 'postgresql.auto.conf'), 'no_such_setting = 1\n');
    await expect(start()).rejects.toThrow(`PostgreSQL did not start; its log ${join(folder, 'postgres.log')} says why`);
  });
});
