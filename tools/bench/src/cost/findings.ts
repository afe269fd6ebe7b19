import type { UsageCounts } from '@customer-files/local-cloud';
import type { DeployedResources } from './deployed-resources';
import type { Counted } from './formula';

/** Everything that was counted, from which the document's tables are worked out. */
export interface Findings {
  resources: DeployedResources;
  /** A file of a million rows. */
  large: Counted;
  /** One of ten thousand. */
  middle: Counted;
  /** One of a hundred. */
  small: Counted;
  /** Another size, by which the formula is tried. */
  trial: Counted;
  /** Everything since the cloud was started: it has seen each function start. */
  since: UsageCounts;
  /** One run of each function that runs by the clock, by its name. */
  runs: Readonly<Record<string, UsageCounts>>;
  /** Rows of the large file that were accepted. */
  accepted: number;
  day: string;
  machine: string;
}
