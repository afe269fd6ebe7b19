import type { Invocable } from '../lambda/event-source';
import type { LambdaFunction } from '../lambda/lambda-function';
import type { Fate } from './fate';

/** Some invocations last but a few milliseconds, others begin with the start of a process. */
const SOON_MS = [20, 100, 500] as const;

/** A function whose process is killed now and then in the middle of what a queue has given it. */
export function meanFunction(lambda: LambdaFunction, fate: Fate): Invocable {
  return {
    settings: lambda.settings,
    async invoke(event) {
      if (!fate.draws('killed')) return lambda.invoke(event);
      const timer = setTimeout(
        () => lambda.crash() && fate.note('killed'),
        fate.below(SOON_MS[fate.below(SOON_MS.length)]!),
      );
      return lambda.invoke(event).finally(() => clearTimeout(timer));
    },
  };
}
