import type pg from 'pg';
import type { Passwords } from './cluster';

export const DATABASE = 'customer_files';
export const OWNER = 'customer_files_owner';
export const APP = 'customer_files_app';

/** Connection limit of the application's role. */
const APP_CONNECTIONS = 10;

/**
 * Creates the database and its two roles: one owns the schema, the other can do only what migrations grant it. Does nothing
 * for what exists.
 */
export async function createRoles(superuser: pg.Client, { owner, app }: Passwords): Promise<void> {
  const has = async (catalog: string, column: string, name: string): Promise<boolean> =>
    (await superuser.query(`SELECT 1 FROM ${catalog} WHERE ${column} = $1`, [name])).rowCount === 1;
  // The passwords are base64url, so they need no quoting beyond the quotes.
  if (!(await has('pg_roles', 'rolname', OWNER)))
    await superuser.query(`CREATE ROLE ${OWNER} LOGIN PASSWORD '${owner}'`);
  if (!(await has('pg_roles', 'rolname', APP)))
    await superuser.query(`CREATE ROLE ${APP} LOGIN PASSWORD '${app}' CONNECTION LIMIT ${APP_CONNECTIONS}`);
  if (await has('pg_database', 'datname', DATABASE)) return;
  await superuser.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  await superuser.query(`REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`);
  await superuser.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${DATABASE} TO ${APP}`);
}
