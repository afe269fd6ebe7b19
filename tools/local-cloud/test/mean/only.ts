import type { Happening } from '../../src';
import { Fate } from '../../src/mean/fate';
import { type FaultKind, type MeanSettings, ODDS } from '../../src/mean/odds';

/** Settings by which one fault always happens, and no other. */
export function only(kind: FaultKind): MeanSettings {
  return {
    ...(Object.fromEntries(Object.keys(ODDS).map((one) => [one, 0])) as Record<FaultKind, number>),
    [kind]: 1,
    seed: 1,
  };
}

/** A fate of which one fault always happens, and what it tells. */
export function fateOf(settings: MeanSettings): { fate: Fate; told: Happening[] } {
  const told: Happening[] = [];
  const fate = new Fate((happening) => void told.push(happening));
  fate.set(settings);
  return { fate, told };
}
