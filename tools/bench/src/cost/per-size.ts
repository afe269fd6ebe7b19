import type { UsageCounts } from '@customer-files/local-cloud';
import { times } from './arithmetic';
import { withColdStarts } from './cold';
import { type Bill, costOf, totalOf } from './cost-of';
import type { Findings } from './findings';
import { type Counted, formulaOf, type Size } from './formula';

const MILLION = 1_000_000;

/** Rows of a part, the product's own among them (PART_ROWS). */
const PART_ROWS = [10_000, 25_000, 50_000, 100_000];

/** What a million rows cost, in parts or files of some size. */
export interface PerMillion {
  rows: number;
  size: Size;
  usage: UsageCounts;
  /** US dollars of doing it, where the functions are up. */
  warm: number;
  /** The same where every function has to be started for every file. */
  cold: number;
  /** US dollars of keeping it. */
  keeping: number;
}

function perMillion({ resources, since }: Findings, rows: number, { size, usage }: Counted): PerMillion {
  const factor = MILLION / size.rows;
  const [warm, cold] = [usage, withColdStarts(usage, since, resources)].map((one) => costOf(one, resources));
  return {
    rows,
    size: { files: size.files * factor, parts: size.parts * factor, rows: MILLION },
    usage: times(usage, factor),
    warm: factor * totalOf(warm!.doing),
    cold: factor * totalOf(cold!.doing),
    keeping: factor * totalOf(warm!.keeping),
  };
}

/** The formula, made from the smallest and the largest file that were counted. */
const formulaFrom = ({ small, large }: Pick<Findings, 'small' | 'large'>): ((size: Size) => UsageCounts) =>
  formulaOf(small, large);

/** One file of the large one's rows, cut into parts of other sizes. */
export function perPartSize(findings: Findings): PerMillion[] {
  const { accepted, large } = findings;
  return PART_ROWS.map((rows) => {
    const size = { ...large.size, parts: Math.ceil(accepted / rows) };
    return perMillion(findings, rows, { size, usage: formulaFrom(findings)(size) });
  });
}

/** The files as they were counted. */
export const perFileSize = (findings: Findings): PerMillion[] =>
  [findings.small, findings.middle, findings.large].map((counted) => perMillion(findings, counted.size.rows, counted));

/** What doing the file by which the formula is tried costs by it, and by what was counted, in US dollars. Keeping goes by bytes alone, and would hide how good it is. */
export function trialOf(findings: Findings): { formula: number; counted: number } {
  const { resources, trial } = findings;
  const doing = (usage: UsageCounts): number => totalOf(costOf(usage, resources).doing);
  return { formula: doing(formulaFrom(findings)(trial.size)), counted: doing(trial.usage) };
}

/** The bill of the large file, every function of it started anew. */
export const largeBill = ({ large, since, resources }: Findings): Bill =>
  costOf(withColdStarts(large.usage, since, resources), resources);
