import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { Connection } from '../../../services/persistence/src/adapters/connection';
import type { Invocation } from './invocation';

type Query = (...args: unknown[]) => Promise<unknown>;

const refused = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const terminated = (): Error => new Error('Connection terminated unexpectedly');

/** What a statement does, in a few words. */
const nameOf = (sql: string): string => sql.replace(/\s+/g, ' ').trim().split(' ').slice(0, 3).join(' ');

/** A process of persistence with the services' own connection, whose every statement is a step of the invocation at work. */
export class Container {
  /** The invocation that it works for. */
  invocation: Invocation | null = null;
  private readonly connection = new Connection();
  private readonly tapped = new WeakSet<object>();
  private readonly watched = new WeakSet<object>();
  private client: (PoolClient & { processID?: number }) | null = null;

  /** @param gone is told when the process is no more */
  constructor(
    private readonly login: object,
    private readonly terminate: (pid: number) => Promise<void>,
    private readonly gone: () => void,
  ) {}

  /** Of the server process at the other end; null where there is none. */
  get pid(): number | null {
    return this.client?.processID ?? null;
  }

  readonly connect = async (): Promise<DataSource> =>
    this.invocation!.step({ on: 'connect', name: 'connect', fault: refused, apply: () => this.source() });

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

  /** The process is killed: its connection breaks, and nothing of it is used again. */
  async die(): Promise<void> {
    this.gone();
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
      typeof args[0] === 'string' ? this.stepped(args[0], () => query(...args)) : query(...args);
    client.query = stepped as unknown as PoolClient['query'];
  }

  private stepped(sql: string, apply: () => Promise<unknown>): Promise<unknown> {
    return this.invocation!.step({ on: 'sql', name: nameOf(sql), fault: terminated, apply, cut: () => this.cut() });
  }
}
