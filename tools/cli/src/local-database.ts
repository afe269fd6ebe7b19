import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startCloud } from '@customer-files/local-cloud';
import pg from 'pg';
import { STATE } from './paths';

/** Whether there is a local database: `npm start` makes it. */
export const hasLocalDatabase = (): boolean => existsSync(join(STATE, 'postgres', 'data'));

/** What a command says where there is none. */
export const NO_DATABASE = 'there is no local database yet; npm start makes it\n';

/** Runs work on the local database as its owner, whether or not the embedded cloud is running. */
export async function withLocalDatabase<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const cloud = await startCloud({ state: STATE });
  const { host, port, database, owner } = cloud.endpoints.postgres!;
  const client = new pg.Client({ host, port, database, ...owner });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
    await cloud.close();
  }
}
