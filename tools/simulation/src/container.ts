import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { Connection } from '../../../services/persistence/src/adapters/connection';
import type { Invocation } from './invocation';

type Query = (...args: unknown[]) => Promise<unknown>;

const refused = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const terminated = (): Error => new Error('Connection terminated unexpectedly');

/** The first words of a statement. */
const nameOf = (sql: string): string => sql.replace(/\s+/g, ' ').trim().split(' ').slice(0, 3).join(' ');

/**
 * A Lambda execution environment with the services' own database connection: each statement is a step of its
 * invocation.
 */
export class Container {
  /** The invocation that uses it now. */
  invocation: Invocation | null = null;
  private readonly connection = new Connection();
  private readonly tapped = new WeakSet<object>();
  private readonly watched = new WeakSet<object>();
  private client: (PoolClient & { processID?: number }) | null = null;

  /** @param onDeath called when the process is killed */
  constructor(
    readonly functionName: string,
    private readonly login: object,
    private readonly terminate: (pid: number) => Promise<void>,
    private readonly onDeath: () => void,
  ) {}

  /** The PostgreSQL backend of its connection; null where it is not connected. */
  get pid(): number | null {
    return this.client?.processID ?? null;
  }

  readonly connect = async (): Promise<DataSource> =>
    this.invocation!.step({ target: 'connect', name: 'connect', error: refused, apply: () => this.source() });

  readonly disconnect = async (): Promise<void> => {
    this.client = null;
    await this.connection.close();
  };

  /** Cuts the connection at the server. */
  async cut(): Promise<void> {
    const { pid } = this;
    this.client = null;
    if (pid) await this.terminate(pid);
  }

  /** Kills the process: its connection breaks, and it is never used again. */
  async die(): Promise<void> {
    this.onDeath();
    await this.cut();
    await this.connection.close();
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private async source(): Promise<DataSource> {
    const source = await this.connection.with(this.login, 'database/app');
    const pool = (source.driver as unknown as { master: NodeJS.EventEmitter }).master;
    if (!this.watched.has(pool)) pool.on('acquire', (client: PoolClient) => this.tap(client));
    this.watched.add(pool);
    return source;
  }

  private tap(client: PoolClient): void {
    this.client = client;
    if (this.tapped.has(client)) return;
    this.tapped.add(client);
    const query = client.query.bind(client) as unknown as Query;
    // What is no text is a COPY, which has to begin at once.
    const stepped: Query = (...args) =>
      typeof args[0] === 'string' ? this.stepped(args[0], args.slice(1), query) : query(...args);
    client.query = stepped as unknown as PoolClient['query'];
  }

  private stepped(sql: string, values: readonly unknown[], query: Query): Promise<unknown> {
    const { clock } = this.invocation!;
    return this.invocation!.step({
      target: 'sql',
      name: nameOf(sql),
      error: terminated,
      // The ledger takes its times from this setting (database.ts), so that they are those of the virtual clock.
      apply: () =>
        sql === 'START TRANSACTION'
          ? query(`${sql}; SET LOCAL simulation.now = '${clock.date().toISOString()}'`)
          : query(sql, ...values),
      cut: () => this.cut(),
    });
  }
}
