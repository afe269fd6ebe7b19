import type { Packaged } from '../../cli/src/packages';
import type { Made } from './generate';
import type { Variant } from './generated/customer-rows';
import type { Peaks } from './world/memory';
import type { World } from './world/world';

/** The figures of one run, by their names. */
export type Figures = Readonly<Record<string, number>>;

/** What a measure found. */
export interface Measured {
  /** In words, with the median and how far the runs lie apart. */
  measured: string;
  /** Null where there is no goal, or it was not measured as the goal means it. */
  met: boolean | null;
  runs: readonly Figures[];
}

/** As it stands in `results.json`. */
export interface Result extends Measured {
  name: string;
  goal: string | null;
}

/** One row of the table. */
export interface Measure {
  name: string;
  /** In words; null where there are only figures. */
  goal: string | null;
  /** Whether it depends on `--rows`; at another size than the usual one, its goal says nothing. */
  scales: boolean;
  /** Rejects where something did not do what it should: there is no figure then. */
  run(bench: Bench): Promise<Measured>;
}

/** Rows of the file that most goals are about. */
export const USUAL_ROWS = 1_000_000;

/** What a measure has at hand. */
export interface Bench {
  /** How often everything is measured, unless the measure says otherwise. */
  readonly runs: number;
  /** {@link USUAL_ROWS}, or fewer while something is developed. */
  readonly rows: number;
  /** Prints a line of progress. */
  say(line: string): void;
  /** A generated file; made once, and found again. */
  file(rows: number, variant?: Partial<Variant>): Promise<Made>;
  /** The services as they are packaged for the embedded cloud. */
  packages(): Promise<readonly Packaged[]>;
  /** The embedded cloud; started once. */
  world(): Promise<World>;
  /** Peaks of memory that other measures have seen on the way, by the rows of the file. */
  readonly peaks: Map<number, Peaks>;
}
