import type pg from 'pg';
import { freePort } from '../listen';
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

/** A running PostgreSQL server. */
export interface Postgres {
  host: '127.0.0.1';
  port: number;
  database: string;
  /** Owns the database and its schema. */
  owner: Login;
  /** May do only what is granted to it. */
  app: Login;
  stop: () => Promise<void>;
  /** Ends the server as a crash would and starts it on the same port. Resolves when it answers. */
  restart: () => Promise<void>;
  /** Resolves with the signal or status if the server ends without `stop` or `restart`. */
  exited: Promise<string>;
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

/**
 * Starts a PostgreSQL server on a directory. Creates the cluster if there is none, and ends a server that a killed run left
 * behind on this directory.
 *
 * @param port the preferred port; another one is used if it is taken or 0
 * @throws Error if the server does not start, or if there is no PostgreSQL for this platform
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
  await process.asSuperuser(async (client) => {
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
    exited: process.exited,
  };
}

async function hasDatabase(superuser: pg.Client): Promise<boolean> {
  return (await superuser.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])).rowCount === 1;
}
