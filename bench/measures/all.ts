import type { Measure } from '../measure';
import { chain1m } from './chain-1m';

/** The rows of the table, in the order in which they are measured and told. */
export const MEASURES: readonly Measure[] = [chain1m];
