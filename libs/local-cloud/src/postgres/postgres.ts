import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { listen } from '../listen';
import { serverUser } from './as-server-user';
import { findBinaries } from './binaries';
import { ensureCluster } from './cluster';
import { stopOrphan } from './orphan';
import { APP, createRoles, DATABASE, OWNER } from './roles';

export interface Login {
  user: string;
  password: string;
}

/** A running server, and how to reach it. */
export interface Postgres {
  host: '127.0.0.1';
  port: number;
  database: string;
  owner: Login;
  app: Login;
  stop: () => Promise<void>;
  /** Resolves, with how it went, when the server has ended without being asked to. */
  gone: Promise<string>;
}

const PATIENCE_MS = 60_000;

const SETTINGS = [
  'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC',
  'shared_buffers=256MB', 'max_wal_size=4GB', 'max_connections=60',
];

async function freePort(preferred: number): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, preferred);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function connected(server: ChildProcess, config: pg.ClientConfig, logFile: string): Promise<pg.Client> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const client = new pg.Client(config);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (server.exitCode !== null || server.signalCode !== null) throw new Error(`PostgreSQL did not start; its log ${logFile} says why`, { cause: error });
      if (Date.now() > deadline) throw error;
      await delay(25);
    }
  }
}

/**
 * Starts a real PostgreSQL server on its own folder, making the cluster if there is none and ending a server that a killed
 * run left behind.
 *
 * @param port preferred; another is taken where it is in use or 0
 */
export async function startPostgres({ directory, port, logFile }: { directory: string; port: number; logFile: string }): Promise<Postgres> {
  const user = serverUser();
  const binaries = findBinaries();
  const { data, passwords, isNew } = await ensureCluster(directory, binaries, user);
  await stopOrphan(data);
  const taken = await freePort(port);
  const [program, args] = user.command(binaries.postgres, ['-D', data, '-p', String(taken), ...SETTINGS.flatMap((setting) => ['-c', setting])]);
  const log = openSync(logFile, 'a');
  const server = spawn(program, args, { cwd: '/', stdio: ['ignore', log, log], env: { PATH: process.env.PATH, LC_ALL: 'C' } });
  closeSync(log);
  let stopping = false;
  const gone = new Promise<string>((resolve) => server.once('exit', (code, signal) => !stopping && resolve(signal ?? `status ${code}`)));
  const superuser = await connected(server, { host: '127.0.0.1', port: taken, user: 'postgres', password: passwords.superuser, database: 'postgres' }, logFile);
  if (isNew || !(await hasDatabase(superuser))) await createRoles(superuser, passwords);
  await superuser.end();
  return {
    host: '127.0.0.1', port: taken, database: DATABASE,
    owner: { user: OWNER, password: passwords.owner }, app: { user: APP, password: passwords.app },
    stop: () => {
      stopping = true;
      return stop(server);
    },
    gone,
  };
}

async function hasDatabase(superuser: pg.Client): Promise<boolean> {
  return (await superuser.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])).rowCount === 1;
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  // SIGINT is PostgreSQL's fast shutdown: clients are cut off, what is committed stays.
  server.kill('SIGINT');
  await once(server, 'exit');
}
