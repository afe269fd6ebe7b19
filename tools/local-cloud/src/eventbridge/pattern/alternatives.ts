import { type Condition, conditionOf } from './condition';
import { entriesOf } from './json';
import { isObject, PatternInvalid } from './value-test';

/**
 * Conditions by path, all of which have to hold. Of a path that occurs twice (`{"a": {"b": ...}, "a.b": ...}`) the last
 * counts.
 */
type Alternative = ReadonlyMap<string, Condition>;

/** How the parser reads `$or`: as an operator, as an operator within another one, or as the name of a field. */
type Or = 'operator' | 'nested operator' | 'name';

/** Names that cannot be fields within `$or`: event-ruler's operators, and names that it reserves. */
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

/** Combines each alternative so far with each of the choices. */
function readOr(choices: unknown, path: string, before: readonly Alternative[]): Alternative[] {
  if (!Array.isArray(choices)) throw new PatternInvalid('It must be an Array followed with $or.');
  if (!choices.every(isObject)) throw new PatternInvalid('Only JSON object is allowed in array of $or relationship.');
  if (choices.length < 2) throw new PatternInvalid('There must have at least 2 Objects in $or relationship.');
  return choices.flatMap((choice) => readObject(choice, path, before, 'nested operator'));
}

function readField(
  name: string,
  part: unknown,
  outer: string,
  before: readonly Alternative[],
  or: Or,
): readonly Alternative[] {
  if (name === '$or' && or !== 'name') return readOr(part, outer, before);
  if (or === 'nested operator' && RESERVED.has(name)) {
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
  const fields = entriesOf(object);
  if (fields.length === 0) throw new PatternInvalid('Empty objects are not allowed');
  return fields.reduce<readonly Alternative[]>((so, [name, part]) => readField(name, part, path, so, or), before);
}

function readPattern(pattern: Record<string, unknown>, or: Or): readonly Alternative[] {
  return readObject(pattern, '', [new Map()], or);
}

/**
 * Reads a pattern into alternatives, one of which has to hold.
 *
 * @throws PatternInvalid
 */
export function alternativesOf(pattern: unknown): readonly Alternative[] {
  if (!isObject(pattern)) throw new PatternInvalid('Filter is not an object');
  try {
    return readPattern(pattern, 'operator');
  } catch (error) {
    return withOrAsName(pattern, error);
  }
}

/**
 * Reads a pattern in which `$or` is the name of a field, as before EventBridge had this operator. AWS still accepts
 * patterns that are valid only in this way.
 */
function withOrAsName(pattern: Record<string, unknown>, refused: unknown): readonly Alternative[] {
  try {
    return readPattern(pattern, 'name');
  } catch {
    throw refused;
  }
}
