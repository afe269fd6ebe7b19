import 'reflect-metadata';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { type DatabaseSettings, tlsOf } from './database-settings';
import { CustomerFileRow } from './customer-file.entity';
import { DimCustomer } from './dim-customer.entity';
import { DimCustomer1700000000000 } from './migrations/1700000000000-dim-customer';
import { OwedParts1700000000001 } from './migrations/1700000000001-owed-parts';
import { SourceLine1700000000002 } from './migrations/1700000000002-source-line';
import { CustomerFile1700000000003 } from './migrations/1700000000003-customer-file';
import { WithdrawnFile1700000000004 } from './migrations/1700000000004-withdrawn-file';
import { PartLedgerRow } from './part-ledger';
import { WithdrawnFileRow } from './withdrawn-file.entity';

/** Milliseconds. All are below the function's time-out of 300 s, so that a wait ends as an error that names what it waited for. */
const TIMEOUTS = { connect: 10_000, statement: 120_000, lock: 60_000, idleInTransaction: 60_000 };

/** Connects with a pool of one: a function handles one part at a time. */
export async function connect(settings: DatabaseSettings): Promise<DataSource> {
  const { host, port, database, user, password } = settings;
  return new DataSource({
    type: 'postgres',
    // TypeORM finds its driver by a name that no bundler can follow, so it is handed over.
    driver: pg,
    host,
    port,
    database,
    username: user,
    password,
    ...tlsOf(settings),
    applicationName: 'customer-files-persistence',
    entities: [DimCustomer, PartLedgerRow, CustomerFileRow, WithdrawnFileRow],
    migrations: [
      DimCustomer1700000000000,
      OwedParts1700000000001,
      SourceLine1700000000002,
      CustomerFile1700000000003,
      WithdrawnFile1700000000004,
    ],
    connectTimeoutMS: TIMEOUTS.connect,
    poolSize: 1,
    extra: {
      keepAlive: true,
      statement_timeout: TIMEOUTS.statement,
      lock_timeout: TIMEOUTS.lock,
      idle_in_transaction_session_timeout: TIMEOUTS.idleInTransaction,
    },
  }).initialize();
}
