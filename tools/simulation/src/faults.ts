import type { Random } from './random';

/** What a step of a function touches. */
export type StepTarget = 's3' | 'bus' | 'mail' | 'sql' | 'connect';

/**
 * What goes wrong with a step: nothing, or a fault before the step has its effect, or after it, so that the answer is
 * lost. `kill` ends the process, `fail` throws, `hang` never answers, `cut` ends the database connection, `partial`
 * has the bus refuse some entries.
 */
export interface Fault {
  kind: 'none' | 'kill' | 'fail' | 'hang' | 'cut' | 'partial';
  when: 'before' | 'after' | null;
}

/** A step as fault injection sees it. */
export interface Step {
  /** The function that takes it: `persist`. */
  function: string;
  target: StepTarget;
  /** `COMMIT`, `PutEvents CustomerRowsPersisted`, `get files/...` */
  name: string;
}

/** What goes wrong in a simulation. */
export interface FaultInjector {
  faultOf: (step: Step) => Fault;
  /** How often a message is delivered, or a schedule fires; at least once. */
  copies: () => number;
  /** How long a message takes to its queue. */
  delayMs: () => number;
  /** Whether the queue does not learn that a function succeeded. */
  losesAck: () => boolean;
}

export const NO_FAULT: Fault = { kind: 'none', when: null };

/** Everything works, and each message is delivered once. */
export const noFaults: FaultInjector = {
  faultOf: () => NO_FAULT,
  copies: () => 1,
  delayMs: () => 0,
  losesAck: () => false,
};

const POSSIBLE_FAULTS: Record<StepTarget, readonly Fault[]> = {
  s3: faults('kill', 'fail', 'hang'),
  bus: [...faults('kill', 'fail', 'hang'), { kind: 'partial', when: null }, { kind: 'partial', when: null }],
  mail: faults('kill', 'fail', 'hang'),
  sql: faults('kill', 'cut', 'hang'),
  connect: faults('kill', 'fail'),
};

function faults(...kinds: Fault['kind'][]): Fault[] {
  return kinds.flatMap((kind) => [
    { kind, when: 'before' as const },
    { kind, when: 'after' as const },
  ]);
}

/** How often random faults happen. */
export interface FaultProfile {
  /** The share of steps that meet a fault, from 0 to 1. */
  faultRate: number;
  /** The most faults in one simulation, so that it ends. */
  maxFaults: number;
  duplicates: boolean;
  maxDelayMs: number;
}

/** Faults at random. @param counts of the faults that happened, by kind; added to */
export function randomFaults(
  random: Random,
  { faultRate, maxFaults, duplicates, maxDelayMs }: FaultProfile,
  counts = new Map<string, number>(),
): FaultInjector {
  let left = maxFaults;
  const count = (kind: string): void => void counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    faultOf: ({ target }) => {
      if (left === 0 || !random.chance(faultRate)) return NO_FAULT;
      left--;
      const fault = random.pick(POSSIBLE_FAULTS[target]);
      count(`${target} ${fault.kind}`);
      return fault;
    },
    copies: () => {
      const copies = duplicates && random.chance(0.3) ? 1 + random.below(5) : 1;
      if (copies > 1) count('duplicates');
      return copies;
    },
    delayMs: () => (maxDelayMs > 0 ? random.below(maxDelayMs) : 0),
    losesAck: () => {
      const lost = left > 0 && random.chance(faultRate);
      if (lost) left--;
      if (lost) count('ack lost');
      return lost;
    },
  };
}
