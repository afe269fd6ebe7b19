import type { Random } from './random';

/** What a step touches. */
export type Touched = 's3' | 'bus' | 'mail' | 'sql' | 'connect';

/** What becomes of a step: nothing special; or a fault before it has its effect, or after, when its answer is lost. */
export interface Fate {
  kind: 'go' | 'kill' | 'fail' | 'hang' | 'cut' | 'partial';
  when: 'before' | 'after' | null;
}

/** A step as the faults see it. */
export interface StepName {
  service: string;
  on: Touched;
  name: string;
}

/** What the world does to the services. */
export interface Faults {
  fate: (step: StepName) => Fate;
  /** How often a message is delivered, from 1. */
  copies: () => number;
  /** How long a message is under way. */
  delayMs: () => number;
  /** Whether a function's success does not reach the queue. */
  losesAck: () => boolean;
}

export const GO: Fate = { kind: 'go', when: null };

/** Everything works, and each message comes once. */
export const calm: Faults = { fate: () => GO, copies: () => 1, delayMs: () => 0, losesAck: () => false };

const KINDS: Record<Touched, readonly Fate[]> = {
  s3: fates('kill', 'fail', 'hang'),
  bus: [...fates('kill', 'fail', 'hang'), { kind: 'partial', when: null }, { kind: 'partial', when: null }],
  mail: fates('kill', 'fail', 'hang'),
  sql: fates('kill', 'cut', 'hang'),
  connect: fates('kill', 'fail'),
};

function fates(...kinds: Fate['kind'][]): Fate[] {
  return kinds.flatMap((kind) => [
    { kind, when: 'before' as const },
    { kind, when: 'after' as const },
  ]);
}

/** How much happens in a world of chance. */
export interface Weather {
  /** Steps that meet a fault, of one. */
  faultRate: number;
  /** Faults in all, so that it ends. */
  mostFaults: number;
  duplicates: boolean;
  longestDelayMs: number;
}

/** Faults by chance. `counts` are those that happened, by kind. */
export function faultsOf(
  random: Random,
  { faultRate, mostFaults, duplicates, longestDelayMs }: Weather,
  counts: Map<string, number>,
): Faults {
  let left = mostFaults;
  const count = (kind: string): void => void counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    fate: ({ on }) => {
      if (left === 0 || !random.chance(faultRate)) return GO;
      left--;
      const fate = random.pick(KINDS[on]);
      count(`${on} ${fate.kind}`);
      return fate;
    },
    copies: () => {
      const copies = duplicates && random.chance(0.3) ? 1 + random.below(5) : 1;
      if (copies > 1) count('duplicates');
      return copies;
    },
    delayMs: () => (longestDelayMs > 0 ? random.below(longestDelayMs) : 0),
    losesAck: () => {
      const lost = left > 0 && random.chance(faultRate);
      if (lost) left--;
      if (lost) count('ack lost');
      return lost;
    },
  };
}
