import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 weigh what streams hold outside the heap together with the heap. As it comes, it collects all garbage after every few
 * megabytes that a socket brought, however small the heap is: half of all that `persist` did, a tenth of what `validate` did
 * (measured, a million rows). Memory stays bounded by the heap's own limit.
 */
export function weighGarbageOfStreams(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
}
