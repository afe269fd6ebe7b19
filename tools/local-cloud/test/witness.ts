import type { CloudHandle, Happening } from '../src';
import { eventually } from './eventually';

type Of<Type extends Happening['type']> = Extract<Happening, { type: Type }>;

/** Sees everything that happens in an embedded cloud, so that a test can wait for it. */
export class Witness {
  private readonly seen: Happening[] = [];

  constructor(cloud: CloudHandle) {
    cloud.on((happening) => this.seen.push(happening));
  }

  /** Resolves with the first happening of a type for which a condition holds, also one that has been already. */
  until<Type extends Happening['type']>(type: Type, holds: (happening: Of<Type>) => boolean): Promise<Of<Type>> {
    return eventually(
      () => this.seen.find((one): one is Of<Type> => one.type === type && holds(one as Of<Type>)) ?? null,
    );
  }

  /** The invocations of a function so far. */
  invocationsOf(name: string): Of<'invocation'>[] {
    return this.seen.filter((one) => one.type === 'invocation').filter((one) => one.function === name);
  }
}
