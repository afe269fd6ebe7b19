import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 weigh what streams hold outside the heap together with the heap, and collect whenever that has grown by a fifth. As it comes, it
 * collects after every few megabytes that a socket brought, however small the heap is: half of all that `persist` did, a tenth of what
 * `validate` did (measured, a million rows). By a fifth, because without that bound `persist` took 266 MB for ten million rows, with it 195.
 */
export function weighGarbageOfStreams(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  setFlagsFromString('--heap-growing-percent=20');
}
