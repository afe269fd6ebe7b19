import { type ConditionBlock, listOf, matchesArn, matchesWildcard } from './policy';

/** Condition keys of a request and their values; a key that the request does not have is absent. Names in any case. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** A policy uses something that the evaluator does not know; guessing could allow what AWS would refuse. */
export class PolicyUnsupported extends Error {
  override readonly name = 'PolicyUnsupported';
}

/** Keys that hold a set of values in every request; without `ForAllValues` or `ForAnyValue` AWS leaves their comparison undefined. */
const MULTIVALUED = new Set(['events:source', 'events:detail-type', 'ses:recipients', 'aws:tagkeys']);

type Matches = (wanted: string, actual: string) => boolean;

const ignoreCase: Matches = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();
const equals: Matches = (wanted, actual) => wanted === actual;
const numeric =
  (compare: (actual: number, wanted: number) => boolean): Matches =>
  (wanted, actual) =>
    compare(Number(actual), Number(wanted));

/** Operators by name; those of `NEGATED` hold where no value matches, also where the key is absent. */
const OPERATORS: Readonly<Record<string, Matches>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: ignoreCase,
  StringLike: matchesWildcard,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: ignoreCase,
  NumericEquals: numeric((actual, wanted) => actual === wanted),
  NumericLessThan: numeric((actual, wanted) => actual < wanted),
  NumericLessThanEquals: numeric((actual, wanted) => actual <= wanted),
  NumericGreaterThan: numeric((actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: numeric((actual, wanted) => actual >= wanted),
};

const NEGATED: Readonly<Record<string, Matches>> = {
  StringNotEquals: equals,
  StringNotEqualsIgnoreCase: ignoreCase,
  StringNotLike: matchesWildcard,
  ArnNotEquals: matchesArn,
  ArnNotLike: matchesArn,
  NumericNotEquals: numeric((actual, wanted) => actual === wanted),
};

interface Test {
  operator: string;
  key: string;
  wanted: readonly string[];
  /** Null where the request does not have the key. */
  actual: readonly string[] | null;
}

function holdsForSet(set: string, test: Test, matches: Matches, negated: boolean): boolean {
  const one = (value: string): boolean => test.wanted.some((wanted) => matches(wanted, value)) !== negated;
  if (set === 'ForAllValues') return (test.actual ?? []).every(one);
  return (test.actual ?? []).some(one);
}

function holds({ operator, key, wanted, actual }: Test): boolean {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') return (actual === null) === (wanted[0]?.toLowerCase() === 'true');
  const negated = Object.hasOwn(NEGATED, name);
  const matches = negated ? NEGATED[name] : Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!matches) throw new PolicyUnsupported(`the condition operator ${operator} is not known to the embedded cloud`);
  if (actual === null && ifExists) return true;
  if (set) return holdsForSet(set, { operator, key, wanted, actual }, matches, negated);
  if (actual === null) return negated;
  if (MULTIVALUED.has(key.toLowerCase())) return false;
  return actual.some((value) => wanted.some((one) => matches(one, value))) !== negated;
}

function valuesOf(context: RequestContext, key: string): readonly string[] | null {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found ? listOf(found[1]) : null;
}

/** @throws {PolicyUnsupported} where one of these values of a statement has a policy variable */
export function refuseVariables(values: readonly string[]): void {
  const variable = values.find((value) => value.includes('${'));
  if (variable !== undefined)
    throw new PolicyUnsupported(`the policy variable in ${variable} is not known to the embedded cloud`);
}

/**
 * The conditions of a statement that a request does not meet, as `operator key`; none where all hold. All operators and all
 * keys must hold; of several values of a key one is enough.
 *
 * @throws {PolicyUnsupported} for an operator, or a policy variable, that is not known
 */
export function unmetConditions(conditions: ConditionBlock | undefined, context: RequestContext): string[] {
  return Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]) => {
      const wanted = listOf(values).map(String);
      refuseVariables(wanted);
      return holds({ operator, key, wanted, actual: valuesOf(context, key) }) ? [] : [`${operator} ${key}`];
    }),
  );
}
