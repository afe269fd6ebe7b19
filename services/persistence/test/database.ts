import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@customer-files/local-cloud';
import type { DataSource } from 'typeorm';
import { connect } from '../src/adapters/data-source';
import { databaseSettings } from '../src/adapters/database-settings';
import { migrate } from '../src/use-cases/migrate';

/** What the tests have of the server, once it is up. */
export interface TestDatabase {
  readonly owner: DataSource;
  appRole: () => string;
  /** The login of the worker, as its parameter holds it. */
  appLogin: () => Record<string, unknown>;
  /** A connection of the worker; it is closed after the test. */
  asApp: () => Promise<DataSource>;
  /** Another connection of the owner; it is closed after the test. */
  asOwner: () => Promise<DataSource>;
}

/** A PostgreSQL of its own for the tests of a file, migrated, and empty before each of them. */
export function testDatabase(): TestDatabase {
  let folder: string;
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  const open: DataSource[] = [];
  const loginOf = ({ user, password }: { user: string; password: string }) => ({
    host: postgres.host,
    port: postgres.port,
    database: postgres.database,
    user,
    password,
  });
  const opened = async (login: Record<string, unknown>): Promise<DataSource> => {
    const source = await connect(databaseSettings(login, 'the login'));
    open.push(source);
    return source;
  };
  let owner: DataSource;
  const database: TestDatabase = {
    get owner() {
      return owner;
    },
    appRole: () => postgres.app.user,
    appLogin: () => loginOf(postgres.app),
    asApp: () => opened(database.appLogin()),
    asOwner: () => opened(loginOf(postgres.owner)),
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'persistence-'));
    postgres = await startPostgres({
      directory: join(folder, 'postgres'),
      port: 0,
      logFile: join(folder, 'postgres.log'),
    });
    owner = await connect(databaseSettings(loginOf(postgres.owner), 'database/owner'));
    await migrate(owner, postgres.app.user);
  }, 60_000);

  beforeEach(() => owner.query('TRUNCATE dim_customer, part_ledger, customer_file, withdrawn_file'));

  // The role may have ten connections, and a terminated one is closed already.
  afterEach(async () => {
    await Promise.allSettled(open.splice(0).map((source) => source.destroy()));
  });

  afterAll(async () => {
    // Where the server did not start, there is only the folder.
    if (owner?.isInitialized) await owner.destroy();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  return database;
}
