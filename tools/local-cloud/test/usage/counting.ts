import type { UsageCounts } from '../../src';
import type { TestCloud } from '../test-cloud';

/** The key of one part of the counts. */
type Part = Exclude<keyof UsageCounts, 'lambda' | 's3'> | `s3 ${string}`;

export const usageOf = ({ cloud }: TestCloud): Promise<UsageCounts> => cloud.local<UsageCounts>('usage');

function partOf(usage: UsageCounts, part: Part): Record<string, number> {
  return part in usage
    ? ({ ...usage[part as keyof UsageCounts] } as Record<string, number>)
    : { ...usage.s3[part.slice(3)] };
}

/** Returns by how much one part of the counts grows during an action, without what does not grow. */
export async function grownBy(
  test: TestCloud,
  part: Part,
  act: () => Promise<unknown>,
): Promise<Record<string, number>> {
  const before = partOf(await usageOf(test), part);
  await act();
  const after = partOf(await usageOf(test), part);
  const grown = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, more]) => more !== 0));
}
