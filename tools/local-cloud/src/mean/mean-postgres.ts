import type { Fate } from './fate';

/** How often it is drawn whether the server is restarted. */
const EVERY_MS = 500;

/** Restarts PostgreSQL now and then. */
export class MeanPostgres {
  private restarting: Promise<void> | null = null;
  private readonly timer: NodeJS.Timeout;

  constructor(restart: () => Promise<void>, fate: Fate) {
    this.timer = setInterval(() => {
      if (this.restarting || !fate.strikes('databaseRestarted')) return;
      this.restarting = restart()
        // The server's own end is noticed, with its reason, by whoever watches over it.
        .catch((error: unknown) => console.error(error))
        .finally(() => (this.restarting = null));
    }, EVERY_MS);
  }

  /** Resolves when the server is up. */
  async settled(): Promise<void> {
    await this.restarting;
  }

  stop(): Promise<void> {
    clearInterval(this.timer);
    return this.settled();
  }
}
