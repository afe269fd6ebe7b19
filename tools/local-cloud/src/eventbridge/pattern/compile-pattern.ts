import { alternativesOf } from './alternatives';
import { fieldsOf } from './event-fields';
import { hold } from './hold';

/** An event pattern: on each path an array of values or operators, of which one has to match. */
export type Pattern = { [key: string]: Pattern | readonly unknown[] };

/**
 * Compiles a pattern to what AWS's event-ruler understands by it. Throws `PatternInvalid` where AWS would refuse it.
 * @returns whether an event matches
 */
export function compilePattern(pattern: Pattern): (event: unknown) => boolean {
  const alternatives = alternativesOf(pattern).map((alternative) =>
    [...alternative].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return (event) => {
    const fields = fieldsOf(event);
    return alternatives.some((conditions) => hold(conditions, fields));
  };
}
