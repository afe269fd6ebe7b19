import { NumberText } from './json';
import { notComparable, PatternInvalid, type ValueTest } from './value-test';

type Compare = (value: number, bound: number) => boolean;

const COMPARISONS: ReadonlyMap<unknown, Compare> = new Map<string, Compare>([
  ['=', (value, bound) => value === bound],
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);

function boundOf(operator: string, bound: unknown): number {
  if (bound instanceof NumberText) throw notComparable(bound);
  if (typeof bound !== 'number')
    throw new PatternInvalid(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  if (!Number.isFinite(bound)) throw new PatternInvalid(`Cannot compare number : ${bound}`);
  return bound;
}

function comparing(compare: Compare, bound: number): ValueTest {
  return (value) => typeof value === 'number' && compare(value, bound);
}

/** Reads the upper half of a range: `[..., "<", 5]`. */
function upperHalf([operator, top, ...more]: readonly unknown[], bottom: number): ValueTest {
  if (typeof operator !== 'string') throw new PatternInvalid(`Bad value in numeric range: ${String(operator)}`);
  if (operator !== '<' && operator !== '<=') throw new PatternInvalid(`Bad numeric range operator: ${operator}`);
  const bound = boundOf(operator, top);
  if (more.length > 0) throw new PatternInvalid('Too many terms in numeric range expression');
  if (bottom >= bound) throw new PatternInvalid('Bottom must be less than top');
  return comparing(COMPARISONS.get(operator)!, bound);
}

/** `numeric`: `["=", 5]`, another comparison, or a range such as `[">", 0, "<=", 5]`. Accepts JSON numbers only. */
export function numeric(argument: unknown): ValueTest {
  if (!Array.isArray(argument)) throw new PatternInvalid('Value of numeric must be an array.');
  const [operator, value, ...rest] = argument as unknown[];
  if (typeof operator !== 'string') throw new PatternInvalid(`Invalid member in numeric match: ${String(operator)}`);
  const compare = COMPARISONS.get(operator);
  if (!compare) throw new PatternInvalid(`Unrecognized numeric range operator: ${operator}`);
  const bound = boundOf(operator, value);
  const lower = comparing(compare, bound);
  if (rest.length === 0) return lower;
  if (!operator.startsWith('>')) throw new PatternInvalid('Too many elements in numeric expression');
  const upper = upperHalf(rest, bound);
  return (one) => lower(one) && upper(one);
}
