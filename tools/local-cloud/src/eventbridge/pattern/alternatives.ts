import { type Condition, conditionOf } from './condition';
import { isObject } from './json';
import { PatternInvalid } from './pattern-invalid';

/** Conditions by path, all of which have to hold. The same path written twice (`{"a": {"b": ...}, "a.b": ...}`) is what was written last. */
export type Alternative = ReadonlyMap<string, Condition>;

/** How `$or` is read where the parser is. */
type Or = 'an operator' | 'an operator, and we are inside of one' | 'a name';

/** Names that cannot be fields inside of `$or`: ruler's operators and those that it may have one day. */
const RESERVED = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

/** Each alternative so far, with each of the choices. */
function readOr(choices: unknown, path: string, before: readonly Alternative[]): Alternative[] {
  if (!Array.isArray(choices)) throw new PatternInvalid('It must be an Array followed with $or.');
  if (!choices.every(isObject)) throw new PatternInvalid('Only JSON object is allowed in array of $or relationship.');
  if (choices.length < 2) throw new PatternInvalid('There must have at least 2 Objects in $or relationship.');
  return choices.flatMap((choice) => readObject(choice, path, before, 'an operator, and we are inside of one'));
}

function readField(
  name: string,
  part: unknown,
  outer: string,
  before: readonly Alternative[],
  or: Or,
): readonly Alternative[] {
  if (name === '$or' && or !== 'a name') return readOr(part, outer, before);
  if (or === 'an operator, and we are inside of one' && RESERVED.has(name)) {
    throw new PatternInvalid(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
  }
  const path = outer === '' ? name : `${outer}.${name}`;
  if (isObject(part)) return readObject(part, path, before, or);
  if (!Array.isArray(part)) throw new PatternInvalid(`"${name}" must be an object or an array`);
  const condition = conditionOf(part);
  return before.map((alternative) => new Map(alternative).set(path, condition));
}

function readObject(
  object: Record<string, unknown>,
  path: string,
  before: readonly Alternative[],
  or: Or,
): readonly Alternative[] {
  const fields = Object.entries(object);
  if (fields.length === 0) throw new PatternInvalid('Empty objects are not allowed');
  return fields.reduce((so, [name, part]) => readField(name, part, path, so, or), before);
}

function readPattern(pattern: Record<string, unknown>, or: Or): readonly Alternative[] {
  return readObject(pattern, '', [new Map()], or);
}

/** Reads a pattern into alternatives, one of which has to hold. Throws {@link PatternInvalid}. */
export function alternativesOf(pattern: unknown): readonly Alternative[] {
  if (!isObject(pattern)) throw new PatternInvalid('Filter is not an object');
  try {
    return readPattern(pattern, 'an operator');
  } catch (error) {
    return asBefore(pattern, error);
  }
}

/** Before EventBridge had `$or`, a field could have that name: a pattern that makes sense only so is read so. */
function asBefore(pattern: Record<string, unknown>, refused: unknown): readonly Alternative[] {
  try {
    return readPattern(pattern, 'a name');
  } catch {
    throw refused;
  }
}
