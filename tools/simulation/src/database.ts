import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Postgres, startPostgres } from '@customer-files/local-cloud';
import pg from 'pg';
import { connect } from '../../../services/persistence/src/adapters/data-source';
import { databaseSettings } from '../../../services/persistence/src/adapters/database-settings';
import { migrate } from '../../../services/persistence/src/use-cases/migrate';
import { Container } from './container';
import type { DeployedFunction } from './deployment';

/** A row of dim_customer. `born`: `YYYY-MM-DD` */
export interface TableRow {
  id: string;
  name: string;
  email: string;
  age: number;
  born: string;
  phone: string;
  country: string | null;
  file: string;
}

/** A row of part_ledger. */
export interface LedgerRow {
  file: string;
  part: number;
  rows: number;
  inserted: number;
  unchanged: number;
  conflicting: number;
  /** Whether persistence has recorded that the part was published. */
  published: boolean;
}

/** A row of customer_file. */
export interface HistoryRow {
  file: string;
  key: string;
  status: string;
  code: string | null;
  /** As they are published, with the two that are 0 without update feeds; null where no row was read. */
  counts: Record<string, number> | null;
  failures: Record<string, number>;
  rejects: string | null;
  withdrawn: boolean;
}

const TABLE = `
  SELECT customer_id::text AS id, full_name AS name, email, age, date_of_birth::text AS born, phone_number AS phone, country,
    source_file_id AS file
  FROM dim_customer ORDER BY customer_id`;
const LEDGER = `
  SELECT file_id AS file, part, rows, inserted, unchanged, conflicting, published_at IS NOT NULL AS published
  FROM part_ledger ORDER BY 1, 2`;

const HISTORY = `
  SELECT file_id AS file, key, status, refusal_code AS code, failures, rejects_key AS rejects,
    withdrawn_at IS NOT NULL AS withdrawn,
    CASE WHEN total IS NOT NULL THEN jsonb_build_object('total', total, 'valid', valid, 'invalid', invalid,
      'inserted', inserted, 'updated', updated, 'unchanged', unchanged, 'conflicting', conflicting, 'outdated', outdated) END AS counts
  FROM customer_file ORDER BY 1`;

/** Makes the time of a ledger row that of the virtual clock, which each transaction of a container is given. */
const VIRTUAL_TIME = `
  ALTER TABLE part_ledger ALTER COLUMN applied_at SET DEFAULT current_setting('simulation.now')::timestamptz`;

const serve = (folder: string, port: number): Promise<Postgres> =>
  startPostgres({ directory: join(folder, 'postgres'), port, logFile: join(folder, 'postgres.log') });

/** A real PostgreSQL in a folder of its own, and the execution environments of persistence that are connected to it. */
export class Database {
  private readonly containers: Container[] = [];

  private constructor(
    private readonly folder: string,
    private postgres: Postgres,
    private readonly owner: pg.Pool,
    private readonly observer: pg.Pool,
  ) {}

  static async start(): Promise<Database> {
    const folder = mkdtempSync(join(tmpdir(), 'customer-files-simulation-'));
    let postgres: Postgres | null = null;
    try {
      postgres = await serve(folder, 0);
      const { host, port, database } = postgres;
      const source = await connect(databaseSettings({ host, port, database, ...postgres.owner }, 'database/owner'));
      await migrate(source, postgres.app.user);
      await source.query(VIRTUAL_TIME);
      await source.destroy();
      const [owner, observer] = [postgres.owner, postgres.app].map(
        (login) => new pg.Pool({ host, port, database, ...login, max: 1 }),
      ) as [pg.Pool, pg.Pool];
      // The end of the server is also an event of an idle connection.
      for (const pool of [owner, observer]) pool.on('error', () => undefined);
      const started = new Database(folder, postgres, owner, observer);
      await started.waitForDisk(false);
      return started;
    } catch (error) {
      await postgres?.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Sets whether a COMMIT of a later connection waits for the disk. That is slow, and needed only where the server
   * itself is killed.
   */
  async waitForDisk(wait: boolean): Promise<void> {
    for (const pool of [this.owner, this.observer])
      await pool.query(`ALTER ROLE CURRENT_USER SET synchronous_commit = ${wait ? 'on' : 'off'}`);
    await this.closeContainers();
  }

  /** Kills the server as a power cut would, and starts it again. */
  async restart(): Promise<void> {
    const pid = Number(readFileSync(join(this.folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    await this.postgres.stop();
    this.postgres = await serve(this.folder, this.postgres.port);
  }

  async stop(): Promise<void> {
    await this.closeContainers();
    await Promise.all([this.owner.end(), this.observer.end()]);
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Deletes every row, and closes all execution environments, so that no seed depends on those before it. */
  async empty(): Promise<void> {
    await this.closeContainers();
    await this.owner.query(
      'DELETE FROM dim_customer; DELETE FROM part_ledger; DELETE FROM customer_file; DELETE FROM withdrawn_file',
    );
  }

  async table(): Promise<TableRow[]> {
    return (await this.owner.query<TableRow>(TABLE)).rows;
  }

  async ledger(): Promise<LedgerRow[]> {
    return (await this.owner.query<LedgerRow>(LEDGER)).rows;
  }

  async history(): Promise<HistoryRow[]> {
    return (await this.owner.query<HistoryRow>(HISTORY)).rows;
  }

  /** Runs a statement as the owner of the schema, which no service may do. */
  async tamper(statement: string, values: readonly unknown[]): Promise<void> {
    await this.owner.query(statement, [...values]);
  }

  /** An execution environment of a function that no invocation uses. */
  idleContainer({ name, environment }: DeployedFunction): Container {
    const idle = this.containers.find((one) => one.functionName === name && !one.invocation);
    if (idle) return idle;
    const { host, port, database, app, owner } = this.postgres;
    const [login, pool] = environment.DATABASE_PARAMETER!.endsWith('/database/owner')
      ? [owner, this.owner]
      : [app, this.observer];
    const made = new Container(
      name,
      { host, port, database, ...login },
      (pid) => this.terminate(pid, pool),
      () => this.containers.splice(this.containers.indexOf(made), 1),
    );
    this.containers.push(made);
    return made;
  }

  /** Whether each of these waits for a lock that another connection holds. */
  async allBlocked(containers: readonly Container[]): Promise<boolean> {
    const pids = containers.map(({ pid }) => pid);
    if (pids.includes(null)) return false;
    const { rows } = await this.observer.query(
      'SELECT bool_and(cardinality(pg_blocking_pids(pid)) > 0) AS all FROM unnest($1::int[]) AS pid',
      [pids],
    );
    return rows[0].all === true;
  }

  /** How many connections the role of the functions has, without the observer's. */
  async connections(): Promise<number> {
    const { rows } = await this.observer.query(
      'SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()',
    );
    return rows[0].n as number;
  }

  private async closeContainers(): Promise<void> {
    await Promise.all(this.containers.splice(0).map((container) => container.close()));
  }

  /** Ends a connection and waits for its end, so that its locks are released. A role may end its own alone. */
  private async terminate(pid: number, sameRole: pg.Pool): Promise<void> {
    await sameRole.query('SELECT pg_terminate_backend($1)', [pid]);
    // Asked again at once: with its own time-out the function looks every 100 ms only.
    while ((await this.observer.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).rowCount! > 0);
  }
}
