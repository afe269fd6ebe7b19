import type { FunctionCounts } from '@customer-files/local-cloud';

/** MB of memory with which a function of Lambda has one whole core. */
const ONE_CORE_MB = 1769;

/** How much longer computing takes on a function's share of a core. */
const stretch = (memorySize: number): number => Math.max(1, ONE_CORE_MB / memorySize);

/**
 * Seconds that Lambda would bill for what was measured here on a whole core: the waiting as it was, and the computing as long as
 * it takes on the function's share of a core. None of the waiting is taken to overlap with the longer computing, so this is the
 * most that it can be, on a core as fast as this machine's; and never less than the processor's seconds by the share.
 */
export function billedSeconds({
  memorySize,
  milliseconds,
  processorMilliseconds,
}: Pick<FunctionCounts, 'memorySize' | 'milliseconds' | 'processorMilliseconds'>): number {
  const waiting = Math.max(0, milliseconds - processorMilliseconds);
  return (waiting + processorMilliseconds * stretch(memorySize)) / 1000;
}

/** The same of the starts of processes, which Lambda bills since August 2025. */
export const billedStartSeconds = ({ memorySize, startProcessorMilliseconds }: FunctionCounts): number =>
  (startProcessorMilliseconds * stretch(memorySize)) / 1000;

/** GB-seconds, the unit that Lambda bills by. */
export const gigabyteSeconds = (memorySize: number, seconds: number): number => (memorySize / 1024) * seconds;
