import { anythingBut } from './anything-but';
import { cidr, sameAddress } from './cidr';
import { entriesOf, NumberText } from './json';
import { numeric } from './numeric';
import { equalsIgnoreCase, prefix, suffix } from './text';
import { isObject, onlyMember, PatternInvalid, type Scalar, textOf, type ValueTest } from './value-test';
import { wildcard } from './wildcard';

/**
 * The condition on one path of an event: one of the tests accepts its value, or there is no value and that is accepted.
 */
export interface Condition {
  tests: readonly ValueTest[];
  acceptsAbsence: boolean;
}

const ABSENT = Symbol('absent');

const equals =
  (expected: Scalar): ValueTest =>
  (value) =>
    value === expected ||
    (value instanceof NumberText && expected instanceof NumberText && value.text === expected.text);

function exists(argument: unknown): ValueTest | typeof ABSENT {
  if (typeof argument !== 'boolean') throw new PatternInvalid('exists match pattern must be either true or false.');
  return argument ? () => true : ABSENT;
}

const OPERATORS: ReadonlyMap<string, (argument: unknown) => ValueTest | typeof ABSENT> = new Map<
  string,
  (argument: unknown) => ValueTest | typeof ABSENT
>([
  ['exactly', (argument) => equals(textOf('exact', argument))],
  ['prefix', prefix],
  ['suffix', suffix],
  ['equals-ignore-case', equalsIgnoreCase],
  ['wildcard', wildcard],
  ['anything-but', anythingBut],
  ['numeric', numeric],
  ['cidr', cidr],
  ['exists', exists],
]);

function expression(object: object): ValueTest | typeof ABSENT {
  const [[name] = [undefined]] = entriesOf(object);
  if (name !== undefined && !OPERATORS.has(name)) throw new PatternInvalid(`Unrecognized match type ${name}`);
  const [operator, argument] = onlyMember(object, 'Match expression name not found');
  return OPERATORS.get(operator)!(argument);
}

function alternative(leaf: unknown): ValueTest | typeof ABSENT {
  if (isObject(leaf)) return expression(leaf);
  if (Array.isArray(leaf)) throw new PatternInvalid('Match value must be String, number, true, false, or null');
  return (typeof leaf === 'string' ? sameAddress(leaf) : undefined) ?? equals(leaf as Scalar);
}

/**
 * Reads the array at the end of a pattern's path.
 *
 * @throws PatternInvalid
 */
export function conditionOf(leaves: readonly unknown[]): Condition {
  if (leaves.length === 0) throw new PatternInvalid('Empty arrays are not allowed');
  const alternatives = leaves.map(alternative);
  return { tests: alternatives.filter((one) => one !== ABSENT), acceptsAbsence: alternatives.includes(ABSENT) };
}
