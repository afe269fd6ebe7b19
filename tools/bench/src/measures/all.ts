import type { Measure } from '../measure';
import { bundles } from './bundles';
import { chain10m } from './chain-10m';
import { chain1m } from './chain-1m';
import { chainAgain } from './chain-again';
import { chainTenth } from './chain-tenth';
import { check1m } from './check-1m';
import { coldImport } from './cold-import';
import { connections } from './connections';
import { cost } from './cost';
import { formats } from './formats';
import { indexAndWal } from './index-and-wal';
import { memory10m, memory1m, memoryOthers } from './memory';
import { profile } from './profile';
import { randomIds } from './random-ids';
import { redelivery } from './redelivery';
import { scanner } from './scanner';
import { sizes } from './sizes';
import { small } from './small-file';
import { start } from './start';
import { thousandFiles } from './thousand-files';
import { undo1m } from './undo-1m';
import { unicode } from './unicode';

/** The rows of the table, in the order in which they are measured and listed. */
export const MEASURES: readonly Measure[] = [
  chain1m,
  chainAgain,
  chainTenth,
  undo1m,
  chain10m,
  memory1m,
  memory10m,
  memoryOthers,
  small,
  thousandFiles,
  bundles,
  coldImport,
  start,
  cost,
  check1m,
  scanner,
  sizes,
  unicode,
  randomIds,
  formats,
  connections,
  indexAndWal,
  redelivery,
  profile,
];
