import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { connect } from './data-source';
import { databaseSettings } from './database-settings';

/** The one connection of a warm function, and the login that it was made with. */
export class Connection {
  private source: DataSource | null = null;
  private login = '';
  /** How often it was closed, by which a connection that comes too late is recognised. */
  private closed = 0;

  /**
   * The connection for a login as the parameter holds it; a new one where the login has changed.
   *
   * @throws SettingsInvalid, and what a retry may cure
   */
  async with(json: unknown, parameter: string): Promise<DataSource> {
    const login = JSON.stringify(json);
    if (this.login !== login) await this.close();
    this.login = login;
    return (this.source ??= await this.connect(json, parameter));
  }

  /** A connection that is ready only after `close` was called belongs to nobody: it is ended, and not kept. */
  private async connect(json: unknown, parameter: string): Promise<DataSource> {
    const { closed } = this;
    const source = await connect(databaseSettings(json, parameter));
    if (closed === this.closed) return source;
    await source.destroy();
    throw new Error('Connection terminated before it was ready');
  }

  /** Closes the connection, in two seconds at most. */
  async close(): Promise<void> {
    const { source } = this;
    this.source = null;
    this.closed++;
    // A broken connection may fail to close, and a hanging one must not delay the next attempt.
    await Promise.race([source?.destroy().catch(() => undefined), delay(2000, undefined, { ref: false })]);
  }
}
