import { isObject, type Scalar } from './value-test';

/** The elements of the event's arrays that a value is part of: array number to index. */
export type Membership = ReadonlyMap<number, number>;

/** The membership of a value outside all arrays. */
export const NO_MEMBERSHIP: Membership = new Map();

export interface Field {
  value: Scalar;
  membership: Membership;
}

/** Returns the leaves of an event by their dotted path. An empty array or object has none. */
export function fieldsOf(event: unknown): ReadonlyMap<string, readonly Field[]> {
  const fields = new Map<string, Field[]>();
  let arrays = 0;
  const visitArray = (elements: readonly unknown[], path: string, membership: Membership): void => {
    const array = arrays++;
    for (const [index, element] of elements.entries()) {
      const nested = typeof element === 'object' && element !== null;
      visit(element, path, nested ? new Map(membership).set(array, index) : membership);
    }
  };
  const visit = (value: unknown, path: string, membership: Membership): void => {
    if (Array.isArray(value)) return visitArray(value, path, membership);
    if (isObject(value)) {
      for (const [name, part] of Object.entries(value)) visit(part, path === '' ? name : `${path}.${name}`, membership);
      return;
    }
    const field = { value: value as Scalar, membership };
    const earlier = fields.get(path);
    if (earlier) earlier.push(field);
    else fields.set(path, [field]);
  };
  visit(event, '', NO_MEMBERSHIP);
  return fields;
}

/** Combines two memberships. Returns undefined if they contain different elements of one array. */
export function joined(one: Membership, other: Membership): Membership | undefined {
  if (other.size === 0) return one;
  for (const [array, index] of other) if (one.has(array) && one.get(array) !== index) return undefined;
  return new Map([...one, ...other]);
}
