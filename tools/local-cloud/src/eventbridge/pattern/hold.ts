import type { Condition } from './condition';
import { type Field, joined, type Membership, NOWHERE } from './event-fields';

const keyOf = (membership: Membership): string =>
  [...membership]
    .map((pair) => pair.join(':'))
    .sort()
    .join();

const distinct = (memberships: readonly Membership[]): Membership[] => [
  ...new Map(memberships.map((one) => [keyOf(one), one])).values(),
];

/** The ways in which a condition holds together with what was found before: in the same elements of the event's arrays. */
function waysOn(before: Membership, fields: readonly Field[], { tests, acceptsAbsence }: Condition): Membership[] {
  const together = fields.flatMap(({ value, membership }) => {
    const both = joined(before, membership);
    return both ? [{ value, both }] : [];
  });
  if (together.length === 0) return acceptsAbsence ? [before] : [];
  return together.filter(({ value }) => tests.some((accepts) => accepts(value))).map(({ both }) => both);
}

/** Whether all conditions hold. As ruler does, they are tried in the order of their paths, which decides what `exists: false` sees. */
export function hold(
  conditions: readonly (readonly [string, Condition])[],
  fields: ReadonlyMap<string, readonly Field[]>,
): boolean {
  let ways: Membership[] = [NOWHERE];
  for (const [path, condition] of conditions) {
    ways = distinct(ways.flatMap((way) => waysOn(way, fields.get(path) ?? [], condition)));
    if (ways.length === 0) return false;
  }
  return true;
}
