import type { LocalCloudEvent } from '../../src';
import { FaultInjector } from '../../src/faults/fault-injector';
import { FAULT_RATES, type FaultKind, type FaultProfile } from '../../src/faults/fault-profile';

/** A profile by which one fault always happens, and no other. */
export function only(kind: FaultKind): FaultProfile {
  return {
    ...(Object.fromEntries(Object.keys(FAULT_RATES).map((one) => [one, 0])) as Record<FaultKind, number>),
    [kind]: 1,
    seed: 1,
  };
}

/** A fault injector with a profile, and the events that it reports. */
export function injectorWith(profile: FaultProfile): { injector: FaultInjector; events: LocalCloudEvent[] } {
  const events: LocalCloudEvent[] = [];
  const injector = new FaultInjector((event) => void events.push(event));
  injector.configure(profile);
  return { injector, events };
}
