import type { CloudHandle, LocalCloudEvent } from '../src';
import { eventually } from './eventually';

type Of<Type extends LocalCloudEvent['type']> = Extract<LocalCloudEvent, { type: Type }>;

/** Records all events of an embedded cloud, so that a test can wait for one. */
export class EventRecorder {
  private readonly seen: LocalCloudEvent[] = [];

  constructor(cloud: CloudHandle) {
    cloud.on((cloudEvent) => this.seen.push(cloudEvent));
  }

  /** Resolves with the first cloudEvent of a type for which a condition holds, also one that has been already. */
  until<Type extends LocalCloudEvent['type']>(type: Type, holds: (event: Of<Type>) => boolean): Promise<Of<Type>> {
    return eventually(
      () => this.seen.find((one): one is Of<Type> => one.type === type && holds(one as Of<Type>)) ?? null,
    );
  }

  /** Returns the invocations of a function so far. */
  invocationsOf(name: string): Of<'invocation'>[] {
    return this.seen.filter((one) => one.type === 'invocation').filter((one) => one.function === name);
  }
}
