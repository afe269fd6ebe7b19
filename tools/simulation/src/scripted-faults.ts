import { calm, type Fate, type Faults, GO, type StepName } from './faults';

/** One fault, at the n-th step of the world, from 0. */
export function atStep(n: number, fate: Fate): Faults {
  let step = 0;
  return { ...calm, fate: () => (step++ === n ? fate : GO) };
}

/** The steps whose name is this (`persistence COMMIT`) meet these fates, one after the other; later ones go well. */
export function onSteps(name: RegExp, ...fates: Fate[]): Faults {
  const left = [...fates];
  return { ...calm, fate: (step: StepName) => (name.test(`${step.service} ${step.name}`) ? (left.shift() ?? GO) : GO) };
}

/** The same fate, so many times. */
export const times = (count: number, fate: Fate): Fate[] => Array.from({ length: count }, () => fate);
