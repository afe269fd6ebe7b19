import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { freePort } from '../listen';
import { type ServerUser, serverUser } from './as-server-user';
import { findBinaries } from './binaries';
import { ensureCluster, type Passwords } from './cluster';
import { endEarlierServer } from './earlier-server';
import { ServerProcess } from './server-process';

/** Credentials of a database role. */
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
  // In files of the data directory. In /dev/shm, another process of `nobody`, as whom root runs it, could write to them.
  'dynamic_shared_memory_type=mmap',
  // The DETAIL and CONTEXT of an error quote rows, and rows do not belong in a log.
  'log_error_verbosity=terse',
];

/** A server certificate and its key, both PEM. */
export interface ServerCertificate {
  certificate: string;
  key: string;
}

/** Options of {@link startPostgres}. */
export interface PostgresOptions {
  /** Folder of the cluster; it is created if there is none. */
  directory: string;
  /** The preferred port; another one is used if it is taken or 0. */
  port: number;
  logFile: string;
  /** Lets clients connect with TLS. */
  tls?: ServerCertificate;
}

/**
 * The settings of a server with TLS; its files are written where the server, which may be another user, can read them.
 */
function tlsSettings(directory: string, { certificate, key }: ServerCertificate, user: ServerUser): string[] {
  const files = { ssl_cert_file: join(directory, 'server.pem'), ssl_key_file: join(directory, 'server.key') };
  for (const [path, content] of [
    [files.ssl_cert_file, certificate],
    [files.ssl_key_file, key],
  ] as const) {
    writeFileSync(path, content, { mode: 0o600 });
    user.own(path);
  }
  return ['ssl=on', ...Object.entries(files).map(([name, path]) => `${name}=${path}`)];
}

const DATABASE = 'customer_files';
const OWNER = 'customer_files_owner';
const APP = 'customer_files_app';

/** Connection limit of the application's role. */
const APP_CONNECTIONS = 10;

/**
 * Creates the database and its two roles: one owns the schema, the other can do only what migrations grant it. Does
 * nothing for what exists.
 */
async function createRoles(superuser: pg.Client, { owner, app }: Passwords): Promise<void> {
  const has = async (catalog: string, column: string, name: string): Promise<boolean> =>
    (await superuser.query(`SELECT 1 FROM ${catalog} WHERE ${column} = $1`, [name])).rowCount === 1;
  // The passwords are base64url, so they need no quoting beyond the quotes.
  if (!(await has('pg_roles', 'rolname', OWNER)))
    await superuser.query(`CREATE ROLE ${OWNER} LOGIN PASSWORD '${owner}'`);
  if (!(await has('pg_roles', 'rolname', APP)))
    await superuser.query(`CREATE ROLE ${APP} LOGIN PASSWORD '${app}' CONNECTION LIMIT ${APP_CONNECTIONS}`);
  if (!(await has('pg_database', 'datname', DATABASE)))
    await superuser.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  // Always, because an earlier start may have been killed between these statements.
  await superuser.query(`REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`);
  await superuser.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${DATABASE} TO ${APP}`);
}

/**
 * Starts a server at this port, or at another if it is in use. PostgreSQL takes no port 0, so a port is chosen first, and
 * another program may take it in between: then the server ends, and is started at another.
 */
export async function startAtFreePort<Started>(
  preferred: number,
  start: (port: number) => Promise<Started>,
): Promise<{ process: Started; taken: number }> {
  const taken = await freePort(preferred);
  try {
    return { process: await start(taken), taken };
  } catch (error) {
    if ((await freePort(taken)) === taken) throw error;
    const other = await freePort(0);
    return { process: await start(other), taken: other };
  }
}

/**
 * Starts a PostgreSQL server on a directory. Creates the cluster if there is none, and ends a server that a killed run
 * left behind on this directory.
 *
 * @throws Error if the server does not start, or if there is no PostgreSQL for this platform
 */
export async function startPostgres({ directory, port, logFile, tls }: PostgresOptions): Promise<Postgres> {
  const user = serverUser();
  const binaries = findBinaries();
  const { data, passwords } = await ensureCluster(directory, binaries, user);
  await endEarlierServer(data);
  const settings = [...SETTINGS, ...(tls ? tlsSettings(directory, tls, user) : [])].flatMap((one) => ['-c', one]);
  const login = { host: '127.0.0.1', user: 'postgres', password: passwords.superuser, database: 'postgres' };
  const { process, taken } = await startAtFreePort(port, (at) =>
    ServerProcess.start({
      command: user.command(binaries.postgres, ['-D', data, '-p', String(at), ...settings]),
      superuser: { ...login, port: at },
      data,
      logFile,
    }),
  );
  await process.asSuperuser((client) => createRoles(client, passwords));
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
