import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { connect } from './data-source';
import { databaseSettings } from './database-settings';

/** The connection of a function that stays warm, and the login that it was made with. */
export class Connection {
  private source: DataSource | null = null;
  private login = '';

  /** The connection for a login as SSM holds it; another one where that has changed since. */
  async with(json: unknown, parameter: string): Promise<DataSource> {
    const login = JSON.stringify(json);
    if (this.login !== login) await this.close();
    this.login = login;
    this.source ??= await connect(databaseSettings(json, parameter));
    return this.source;
  }

  async close(): Promise<void> {
    const { source } = this;
    this.source = null;
    // A connection that is broken may fail to close, and one that hangs must not hold the next attempt up.
    await Promise.race([source?.destroy().catch(() => undefined), delay(2000, undefined, { ref: false })]);
  }
}
