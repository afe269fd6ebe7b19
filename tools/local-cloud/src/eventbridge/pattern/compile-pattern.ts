import { alternativesOf } from './alternatives';
import type { Condition } from './condition';
import { type Field, fieldsOf, joined, type Membership, NO_MEMBERSHIP } from './event-fields';

/** An event pattern: at each path an array of values or operators, one of which has to match. */
export type Pattern = { [key: string]: Pattern | readonly unknown[] };

const keyOf = (membership: Membership): string =>
  [...membership]
    .map((pair) => pair.join(':'))
    .sort()
    .join();

const distinct = (memberships: readonly Membership[]): Membership[] => [
  ...new Map(memberships.map((one) => [keyOf(one), one])).values(),
];

/**
 * Returns the memberships with which a condition holds in addition to an earlier one: values that are compared with
 * each other must be part of the same elements of the event's arrays.
 */
function membershipsOf(
  before: Membership,
  fields: readonly Field[],
  { tests, acceptsAbsence }: Condition,
): Membership[] {
  const together = fields.flatMap(({ value, membership }) => {
    const both = joined(before, membership);
    return both ? [{ value, both }] : [];
  });
  if (together.length === 0) return acceptsAbsence ? [before] : [];
  return together.filter(({ value }) => tests.some((accepts) => accepts(value))).map(({ both }) => both);
}

/**
 * Whether all conditions hold. Like event-ruler, tests them in the order of their paths: the order decides to which
 * elements `exists: false` applies.
 */
function allHold(
  conditions: readonly (readonly [string, Condition])[],
  fields: ReadonlyMap<string, readonly Field[]>,
): boolean {
  let memberships: Membership[] = [NO_MEMBERSHIP];
  for (const [path, condition] of conditions) {
    memberships = distinct(memberships.flatMap((one) => membershipsOf(one, fields.get(path) ?? [], condition)));
    if (memberships.length === 0) return false;
  }
  return true;
}

/**
 * Compiles a pattern with the semantics of AWS's event-ruler.
 *
 * @returns whether an event matches
 * @throws PatternInvalid if AWS would refuse the pattern
 */
export function compilePattern(pattern: Pattern): (event: unknown) => boolean {
  const alternatives = alternativesOf(pattern).map((alternative) =>
    [...alternative].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return (event) => {
    const fields = fieldsOf(event);
    return alternatives.some((conditions) => allHold(conditions, fields));
  };
}
