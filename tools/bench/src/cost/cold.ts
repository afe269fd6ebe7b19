import type { FunctionCounts, UsageCounts } from '@customer-files/local-cloud';
import { sum } from './arithmetic';
import type { DeployedResources } from './deployed-resources';

/** `customer-files-persistence-local-persist` is the function persist. */
export const shortName = (name: string): string => name.slice(name.lastIndexOf('-') + 1);

/** Computing of one start, on the average of those that were seen. */
function startOf(seen: FunctionCounts | undefined): number {
  if (!seen || seen.starts === 0) throw new Error('a function that was invoked was never started');
  return seen.startProcessorMilliseconds / seen.starts;
}

/**
 * The same work by functions that all have to be started for it: as many of each as may run at a time, or as it has
 * invocations. It is the most that a file can cost, where hours lie between files.
 * @param seen starts that were measured
 */
export function withColdStarts(
  usage: UsageCounts,
  seen: UsageCounts,
  { mappings }: Pick<DeployedResources, 'mappings'>,
): UsageCounts {
  const lambda = Object.entries(usage.lambda).map(([name, counts]) => {
    const most = mappings.find((mapping) => mapping.function === name)?.maximumConcurrency ?? 1;
    const starts = Math.min(counts.invocations, most);
    return [
      name,
      { ...counts, starts, startProcessorMilliseconds: starts === 0 ? 0 : starts * startOf(seen.lambda[name]) },
    ] as const;
  });
  const started = sum(lambda.map(([, { starts }]) => starts));
  // Each reads a parameter; a secret, which persistence has, is the dearest.
  return {
    ...usage,
    ssm: { requests: usage.ssm.requests + started, decryptions: usage.ssm.decryptions + started },
    lambda: Object.fromEntries(lambda),
  };
}
