import type { FaultInjector } from './fault-injector';

/** Interval between two draws of whether to restart the server. */
const DRAW_EVERY_MS = 500;

/** Restarts PostgreSQL now and then. */
export class DatabaseRestarts {
  private restarting: Promise<void> | null = null;
  private readonly timer: NodeJS.Timeout;

  constructor(restart: () => Promise<void>, faults: FaultInjector) {
    this.timer = setInterval(() => {
      if (this.restarting || !faults.shouldInject('databaseRestarted')) return;
      this.restarting = restart()
        // `Postgres.exited` reports a server that does not come up again.
        .catch((error: unknown) => console.error(error))
        .finally(() => (this.restarting = null));
    }, DRAW_EVERY_MS);
  }

  /** Resolves when no restart is in progress. */
  async settled(): Promise<void> {
    await this.restarting;
  }

  /** Stops the restarts. Resolves when the last one is complete. */
  stop(): Promise<void> {
    clearInterval(this.timer);
    return this.settled();
  }
}
