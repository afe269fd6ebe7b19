import { createServer } from 'node:http';
import type pg from 'pg';
import { listen } from '../listen';
import { serverUser } from './as-server-user';
import { findBinaries } from './binaries';
import { ensureCluster } from './cluster';
import { stopOrphan } from './orphan';
import { APP, createRoles, DATABASE, OWNER } from './roles';
import { ServerProcess } from './server-process';

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
  /** Cuts it off as a crash would and starts it again, on the same port. Resolves when it answers. */
  restart: () => Promise<void>;
  /** Resolves, with how it went, when the server has ended without being asked to. */
  gone: Promise<string>;
}

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'timezone=UTC',
  'log_timezone=UTC',
  'shared_buffers=256MB',
  'max_wal_size=4GB',
  'max_connections=60',
];

async function freePort(preferred: number): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, preferred);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Starts a real PostgreSQL server on its own folder, making the cluster if there is none and ending a server that a killed
 * run left behind.
 *
 * @param port preferred; another is taken where it is in use or 0
 */
export async function startPostgres({
  directory,
  port,
  logFile,
}: {
  directory: string;
  port: number;
  logFile: string;
}): Promise<Postgres> {
  const user = serverUser();
  const binaries = findBinaries();
  const { data, passwords, isNew } = await ensureCluster(directory, binaries, user);
  await stopOrphan(data);
  const taken = await freePort(port);
  const command = user.command(binaries.postgres, [
    '-D',
    data,
    '-p',
    String(taken),
    ...SETTINGS.flatMap((setting) => ['-c', setting]),
  ]);
  const superuser = {
    host: '127.0.0.1',
    port: taken,
    user: 'postgres',
    password: passwords.superuser,
    database: 'postgres',
  };
  const process = await ServerProcess.start({ command, superuser, logFile });
  await process.ask(async (client) => {
    if (isNew || !(await hasDatabase(client))) await createRoles(client, passwords);
  });
  return {
    host: '127.0.0.1',
    port: taken,
    database: DATABASE,
    owner: { user: OWNER, password: passwords.owner },
    app: { user: APP, password: passwords.app },
    stop: () => process.stop(),
    restart: () => process.restart(),
    gone: process.gone,
  };
}

async function hasDatabase(superuser: pg.Client): Promise<boolean> {
  return (await superuser.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])).rowCount === 1;
}
