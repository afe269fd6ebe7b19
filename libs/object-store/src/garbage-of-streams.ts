import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So much may be asked for before what was read is collected. */
const READ_BYTES = 32 * 1024 * 1024;

let collect: (() => void) | null = null;
let uncollected = 0;

/**
 * Collects what streams have left outside the heap, between objects, once for every 32 MB that are asked for; within one object V8 does, and later
 * than it would. As it comes, V8 collects all garbage for every few
 * megabytes that a socket brings, however small the heap is: half of all that `persist` did, a tenth of what `validate` did (measured, a
 * million rows). With V8's flag alone, which weighs both together, `persist` took 266 MB for ten million rows; with less room to grow than
 * two fifths, V8 was as eager as before.
 *
 * @param bytes that are about to be read
 */
export function collectNowAndThen(bytes: number): void {
  collect ??= lessEager();
  uncollected += bytes;
  if (uncollected < READ_BYTES) return;
  uncollected = 0;
  collect();
}

function lessEager(): () => void {
  for (const flag of ['--external-memory-accounted-in-global-limit', '--heap-growing-percent=40', '--expose-gc'])
    setFlagsFromString(flag);
  return runInNewContext('gc') as () => void;
}
