import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Notify } from '../local-cloud-event';
import { FAULT_RATES, type FaultKind, type FaultProfile } from './fault-profile';

/**
 * Seeded fault injector. Draw order depends on process scheduling, so a seed makes runs similar, not identical.
 */
export class FaultInjector {
  private rates: Partial<Record<FaultKind, number>> = {};
  private generator = xoroshiro128plus(0);

  /** @param notify receives a `fault` event for each injected fault */
  constructor(private readonly notify: Notify) {}

  /** Starts to inject faults by a profile; null stops it. */
  configure(profile: FaultProfile | null): void {
    this.rates = profile ? { ...FAULT_RATES, ...profile } : {};
    if (!profile) return;
    this.generator = xoroshiro128plus(profile.seed);
    console.error(`fault injection: seed ${profile.seed}`);
  }

  /** Draws whether to inject a fault. The caller reports the fault if it takes effect. */
  draw(kind: FaultKind): boolean {
    const rate = this.rates[kind] ?? 0;
    return rate > 0 && uniformFloat64(this.generator) < rate;
  }

  /** Notifies the clients of an injected fault. */
  report(kind: FaultKind): void {
    this.notify({ type: 'fault', kind });
  }

  /** Draws whether to inject a fault, and reports it if so. */
  shouldInject(kind: FaultKind): boolean {
    const inject = this.draw(kind);
    if (inject) this.report(kind);
    return inject;
  }

  /** Draws a whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return uniformInt(this.generator, 0, limit - 1);
  }
}
