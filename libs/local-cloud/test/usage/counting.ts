import type { UsageCounts } from '../../src';
import type { TestCloud } from '../test-cloud';

/** One kind of counts, as numbers. */
type Part = Exclude<keyof UsageCounts, 'lambda'>;

export const usageOf = ({ cloud }: TestCloud): Promise<UsageCounts> => cloud.local<UsageCounts>('usage');

/** By how much one kind of counts has grown while something was done; what has not grown is left out. */
export async function grownBy(test: TestCloud, part: Part, act: () => Promise<unknown>): Promise<Record<string, number>> {
  const before: Record<string, number> = (await usageOf(test))[part];
  await act();
  const after: Record<string, number> = (await usageOf(test))[part];
  const grown = Object.entries(after).map(([name, count]) => [name, count - before[name]!] as const);
  return Object.fromEntries(grown.filter(([, more]) => more !== 0));
}
