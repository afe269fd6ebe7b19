import { type Fault, type FaultInjector, NO_FAULT, noFaults, type Step } from './faults';

const nameOf = (step: Step): string => `${step.function} ${step.name}`;

/**
 * One fault, at the n-th step of the simulation, from 0.
 *
 * @param name only steps with such a name (`persist COMMIT`) count
 */
export function atStep(n: number, fault: Fault, name = /^/): FaultInjector {
  let step = 0;
  return { ...noFaults, faultOf: (taken) => (name.test(nameOf(taken)) && step++ === n ? fault : NO_FAULT) };
}

/** The steps with such a name (`persist COMMIT`) meet these faults, one after the other; later ones meet none. */
export function onSteps(name: RegExp, ...faults: Fault[]): FaultInjector {
  const left = [...faults];
  return { ...noFaults, faultOf: (step) => (name.test(nameOf(step)) ? (left.shift() ?? NO_FAULT) : NO_FAULT) };
}

/** The same fault, so many times. */
export const times = (count: number, fault: Fault): Fault[] => Array.from({ length: count }, () => fault);
