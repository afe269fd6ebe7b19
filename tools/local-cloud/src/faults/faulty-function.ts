import type { Invocable } from '../lambda/event-source';
import type { LambdaFunction } from '../lambda/lambda-function';
import type { FaultInjector } from './fault-injector';

/** Longest delays before a kill: some invocations last a few milliseconds, others include the start of a process. */
const MAX_DELAYS_MS = [20, 100, 500] as const;

/** A function whose process is killed now and then during an invocation by a queue. */
export function faultyFunction(lambda: LambdaFunction, faults: FaultInjector): Invocable {
  return {
    settings: lambda.settings,
    async invoke(event) {
      if (!faults.draw('killed')) return lambda.invoke(event);
      const timer = setTimeout(
        () => lambda.crash() && faults.report('killed'),
        faults.below(MAX_DELAYS_MS[faults.below(MAX_DELAYS_MS.length)]!),
      );
      return lambda.invoke(event).finally(() => clearTimeout(timer));
    },
  };
}
