import { entriesOf } from './json';
import { isObject, type Scalar } from './value-test';

/** The elements of the event's arrays that a value is part of: array number to index. */
export type Membership = ReadonlyMap<number, number>;

/** The membership of a value outside all arrays. */
export const NO_MEMBERSHIP: Membership = new Map();

export interface Field {
  value: Scalar;
  membership: Membership;
}

/** Where a value of an event is. */
interface Place {
  path: string;
  /** False for a field with an empty name, which event-ruler does not see, except at the top. */
  isVisible: boolean;
}

const TOP: Place = { path: '', isVisible: true };

const below = (outer: Place, name: string): Place =>
  outer === TOP ? { path: name, isVisible: true } : { path: `${outer.path}.${name}`, isVisible: name !== '' };

/** Returns the leaves of an event by their dotted path. An empty array or object has none. */
export function fieldsOf(event: unknown): ReadonlyMap<string, readonly Field[]> {
  const fields = new Map<string, Field[]>();
  let arrays = 0;
  const visitArray = (elements: readonly unknown[], at: Place, membership: Membership): void => {
    const array = arrays++;
    for (const [index, element] of elements.entries()) {
      const nested = Array.isArray(element) || isObject(element);
      visit(element, at, nested ? new Map(membership).set(array, index) : membership);
    }
  };
  const visit = (value: unknown, at: Place, membership: Membership): void => {
    if (Array.isArray(value)) return visitArray(value, at, membership);
    if (isObject(value)) {
      for (const [name, part] of entriesOf(value)) visit(part, below(at, name), membership);
      return;
    }
    if (!at.isVisible) return;
    const field = { value: value as Scalar, membership };
    const earlier = fields.get(at.path);
    if (earlier) earlier.push(field);
    else fields.set(at.path, [field]);
  };
  visit(event, TOP, NO_MEMBERSHIP);
  return fields;
}

/** Combines two memberships. Returns undefined if they contain different elements of one array. */
export function joined(one: Membership, other: Membership): Membership | undefined {
  if (other.size === 0) return one;
  for (const [array, index] of other) if (one.has(array) && one.get(array) !== index) return undefined;
  return new Map([...one, ...other]);
}
