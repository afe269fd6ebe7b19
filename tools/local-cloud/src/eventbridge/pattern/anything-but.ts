import { entriesOf, NumberText } from './json';
import { equalsIgnoreCase, prefix, suffix } from './text';
import { isObject, notComparable, onlyMember, PatternInvalid, type ValueTest } from './value-test';
import { wildcard } from './wildcard';

const NOT_A_VALUE = 'Value of anything-but must be an array or single string/number value.';

function affixOf(make: (argument: unknown) => ValueTest): (argument: unknown) => ValueTest {
  return (argument) => {
    if (typeof argument !== 'string') throw new PatternInvalid('prefix/suffix match pattern must be a string');
    if (argument === '') throw new PatternInvalid('Null prefix/suffix not allowed');
    return make(argument);
  };
}

/** The operators that are allowed within `anything-but`, each with one text or a list of texts. */
const NESTED: ReadonlyMap<string, (argument: unknown) => ValueTest> = new Map([
  ['prefix', affixOf(prefix)],
  ['suffix', affixOf(suffix)],
  ['wildcard', wildcard],
  [
    'equals-ignore-case',
    (argument) => {
      if (typeof argument === 'string') return equalsIgnoreCase(argument);
      throw new PatternInvalid(
        'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
      );
    },
  ],
]);

function listOf(argument: unknown): readonly unknown[] {
  if (Array.isArray(argument)) return argument;
  if (argument instanceof NumberText) throw notComparable(argument);
  if (typeof argument !== 'string' && typeof argument !== 'number') throw new PatternInvalid(NOT_A_VALUE);
  return [argument];
}

function refusedValues(argument: unknown): ValueTest[] {
  const values = listOf(argument);
  for (const value of values) if (value instanceof NumberText) throw notComparable(value);
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) {
    throw new PatternInvalid('Inside anything but list, start|null|boolean is not supported.');
  }
  if (new Set(values.map((value) => typeof value)).size !== 1) {
    throw new PatternInvalid(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return values.map((refused) => (value) => value === refused);
}

function refusedForms(argument: object): ValueTest[] {
  const [[name] = [undefined]] = entriesOf(argument);
  if (name !== undefined && !NESTED.has(name)) throw new PatternInvalid(`Unsupported anything-but pattern: ${name}`);
  const [operator, forms] = onlyMember(argument, 'Anything-But expression name not found');
  const list = listOf(forms);
  // AWS refuses an empty list too, with an internal error that has no message of use.
  if (list.length === 0) throw new PatternInvalid('Empty arrays are not allowed');
  return list.map(NESTED.get(operator)!);
}

/** `anything-but`: accepts every existing value, of any type, except the given ones. */
export function anythingBut(argument: unknown): ValueTest {
  const refused = isObject(argument) ? refusedForms(argument) : refusedValues(argument);
  return (value) => !refused.some((refuses) => refuses(value));
}
