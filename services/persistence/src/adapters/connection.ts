import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { connect } from './data-source';
import { databaseSettings } from './database-settings';

/** The one connection of a warm function, and the login that it was made with. */
export class Connection {
  private source: DataSource | null = null;
  private login = '';

  /** The connection for a login as the parameter holds it; a new one where the login has changed. @throws SettingsInvalid */
  async with(json: unknown, parameter: string): Promise<DataSource> {
    const login = JSON.stringify(json);
    if (this.login !== login) await this.close();
    this.login = login;
    this.source ??= await connect(databaseSettings(json, parameter));
    return this.source;
  }

  /** Closes the connection, in two seconds at most. */
  async close(): Promise<void> {
    const { source } = this;
    this.source = null;
    // A broken connection may fail to close, and a hanging one must not delay the next attempt.
    await Promise.race([source?.destroy().catch(() => undefined), delay(2000, undefined, { ref: false })]);
  }
}
