import type { UsageCounts } from '@customer-files/local-cloud';

interface Tree {
  [name: string]: number | Tree;
}

/** Gives one number for those at the same place of several counts; the place is named as its names in a row. */
type Join = (values: readonly number[], place: string) => number;

/** A property of a function, not a count. */
const FIXED = 'memorySize';

function joined(trees: readonly (Tree | undefined)[], join: Join, place: string): Tree {
  const names = [...new Set(trees.flatMap((tree) => Object.keys(tree ?? {})))];
  return Object.fromEntries(
    names.map((name) => {
      const values = trees.map((tree) => tree?.[name]);
      const here = `${place} ${name}`.trim();
      if (values.some((value) => typeof value === 'object'))
        return [name, joined(values as (Tree | undefined)[], join, here)];
      const numbers = values.map((value) => (value ?? 0) as number);
      return [name, name === FIXED ? Math.max(...numbers) : join(numbers, here)];
    }),
  );
}

/** Joins counts number by number; where one has nothing, it has 0. */
export const combine = (all: readonly UsageCounts[], join: Join): UsageCounts =>
  joined(all as unknown as readonly Tree[], join, '') as unknown as UsageCounts;

/** What was counted between two readings. */
export const grown = (before: UsageCounts, after: UsageCounts): UsageCounts =>
  combine([before, after], ([was, is]) => is! - was!);

/** So many times the counts. */
export const times = (usage: UsageCounts, factor: number): UsageCounts =>
  combine([usage], ([count]) => count! * factor);

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
