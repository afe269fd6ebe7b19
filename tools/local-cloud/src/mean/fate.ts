import type { Tell } from '../happenings';
import { type FaultKind, type MeanSettings, ODDS } from './odds';
import { randomNumbers } from './random-numbers';

/**
 * Decides what goes wrong, by one row of random numbers. A seed gives the same row; who draws which of them also hangs on
 * how the processes are scheduled, so a seed makes a run alike, not the same.
 */
export class Fate {
  private odds: Partial<Record<FaultKind, number>> = {};
  private random = randomNumbers(0);

  constructor(private readonly tell: Tell) {}

  /** Begins a mean time, or with null a calm one, in which nothing goes wrong. */
  set(settings: MeanSettings | null): void {
    this.odds = settings ? { ...ODDS, ...settings } : {};
    if (!settings) return;
    this.random = randomNumbers(settings.seed);
    console.error(`mean, seed ${settings.seed}`);
  }

  /** Whether it happens now; nobody is told yet. */
  draws(kind: FaultKind): boolean {
    const odds = this.odds[kind] ?? 0;
    return odds > 0 && this.random() < odds;
  }

  /** Tells the clients that it has happened. */
  note(kind: FaultKind): void {
    this.tell({ type: 'fault', kind });
  }

  /** Whether it happens now; where it does, the clients are told. */
  strikes(kind: FaultKind): boolean {
    const struck = this.draws(kind);
    if (struck) this.note(kind);
    return struck;
  }

  /** A whole number from 0 on, below the limit. */
  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }
}
