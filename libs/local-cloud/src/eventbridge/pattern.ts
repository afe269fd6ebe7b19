/** A pattern of EventBridge: leaves are arrays of values or of operators, of which one has to match. */
export type Pattern = { [key: string]: Pattern | readonly unknown[] };

type Json = unknown;
type Operator = (argument: Json) => (value: Json) => boolean;

/** A pattern that AWS would refuse, or that uses an operator which the embedded cloud does not have. */
export class PatternInvalid extends Error {
  override readonly name = 'PatternInvalid';
}

const isObject = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (operator: string, argument: Json): string => {
  if (typeof argument !== 'string') throw new PatternInvalid(`${operator} takes a string`);
  return argument;
};

const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
};

const OPERATORS: Record<string, Operator> = {
  prefix: (argument) => (value) => typeof value === 'string' && value.startsWith(text('prefix', argument)),
  suffix: (argument) => (value) => typeof value === 'string' && value.endsWith(text('suffix', argument)),
  'equals-ignore-case': (argument) => (value) => typeof value === 'string' && value.toLowerCase() === text('equals-ignore-case', argument).toLowerCase(),
  'anything-but': (argument) => {
    const refused = Array.isArray(argument) ? argument : [argument];
    if (refused.some(isObject)) throw new PatternInvalid('anything-but with an operator inside is not supported by the embedded cloud');
    return (value) => !refused.includes(value);
  },
  numeric: (argument) => {
    const conditions = argument as (string | number)[];
    if (!Array.isArray(argument) || conditions.length % 2 !== 0 || !conditions.every((part, i) => (i % 2 ? typeof part === 'number' : part in COMPARE))) {
      throw new PatternInvalid('numeric takes pairs of a comparison and a number');
    }
    return (value) => typeof value === 'number' && conditions.every((part, i) => i % 2 === 1 || COMPARE[part]!(value, conditions[i + 1] as number));
  },
};

/** Whether a leaf accepts a value that is there. */
function leafMatcher(leaf: Json): (value: Json) => boolean {
  if (!isObject(leaf)) return (value) => value === leaf;
  const [[operator, argument] = ['', undefined], ...more] = Object.entries(leaf);
  if (more.length > 0) throw new PatternInvalid('an operator stands alone in its object');
  if (operator === 'exists') return () => argument === true;
  const make = OPERATORS[operator];
  if (!make) throw new PatternInvalid(`the operator ${operator} is not supported by the embedded cloud`);
  return make(argument);
}

type Matcher = (event: Json) => boolean;

function valuesMatcher(leaves: readonly Json[]): Matcher {
  const matchers = leaves.map(leafMatcher);
  const acceptsAbsent = leaves.some((leaf) => isObject(leaf) && leaf.exists === false);
  return (value) => {
    if (value === undefined) return acceptsAbsent;
    return (Array.isArray(value) ? value : [value]).some((one) => matchers.some((matches) => matches(one)));
  };
}

/**
 * Compiles a pattern. Throws {@link PatternInvalid}, naming the operator, where one is not known; every operator that our
 * templates use is.
 */
export function compilePattern(pattern: Pattern): Matcher {
  const fields = Object.entries(pattern).map(([key, part]): Matcher => {
    if (key === '$or') {
      const choices = (part as readonly Pattern[]).map(compilePattern);
      return (event) => choices.some((matches) => matches(event));
    }
    if (!Array.isArray(part) && !isObject(part)) throw new PatternInvalid(`${key}: values stand in an array`);
    const matches = Array.isArray(part) ? valuesMatcher(part) : compilePattern(part as Pattern);
    return (event) => matches(isObject(event) ? event[key] : undefined);
  });
  return (event) => fields.every((matches) => matches(event));
}
