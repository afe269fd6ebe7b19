import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UsageCounts } from '@customer-files/local-cloud';
import { ROOT } from '../../../cli/src/paths';
import { countFile, countRun, quietUsage } from '../cost/counting';
import { billTotal, totalOf } from '../cost/cost-of';
import { withTables } from '../cost/document';
import { deployedResources } from '../cost/deployed-resources';
import type { Findings } from '../cost/findings';
import { monthlyCost } from '../cost/monthly';
import { largeBill, trialOf } from '../cost/per-size';
import { costTables } from '../cost/tables';
import { dollars } from '../cost/format';
import { type Bench, type Measured, type Measure, USUAL_ROWS } from '../measure';
import { machine } from '../report/machine';

const GOAL_USD = 0.03;

const DOCUMENT = join(ROOT, 'docs', 'cost.md');

/** A smaller file has too few parts to derive the formula from. */
const LEAST_ROWS = 200_000;

/** Small files are counted several times: of each a tick of the processor's clock is a large share. */
const SMALL = { rows: 100, often: 10 };
const MIDDLE = { rows: 10_000, often: 3 };

/** By how much the formula may be wrong about a file that it was not made from. */
const TOLERANCE = 0.1;

/** Everything that the document shows. Rejects where something did not do what it should, or the formula is wrong. */
async function find(bench: Bench): Promise<Findings> {
  const packages = await bench.packages();
  const resources = deployedResources(packages.map(({ directory }) => directory));
  const clocked = resources.schedules.map((schedule) => schedule.function);
  const world = await bench.world();
  const rows = Math.max(bench.rows, LEAST_ROWS);
  const count = async (size: number, often = 1) => {
    bench.say(`  counting what a file of ${size} rows costs`);
    return countFile(world, await bench.file(size), clocked, often);
  };
  const small = await count(SMALL.rows, SMALL.often);
  const middle = await count(MIDDLE.rows, MIDDLE.often);
  const trial = await count(rows / 4);
  const large = await count(rows);
  const runs: Record<string, UsageCounts> = {};
  for (const name of clocked) runs[name] = await countRun(world, name);
  const { valid: accepted } = await bench.file(rows);
  const findings = {
    resources,
    large,
    middle,
    small,
    trial,
    since: await quietUsage(world),
    runs,
    accepted,
    day: new Date().toISOString().slice(0, 10),
    machine: machine().join('; '),
  };
  const { formula, counted } = trialOf(findings);
  if (Math.abs(formula / counted - 1) > TOLERANCE)
    throw new Error(
      `the formula gives ${dollars(formula)} USD for doing ${trial.size.rows} rows, and ${dollars(counted)} were counted`,
    );
  return findings;
}

function measuredOf(findings: Findings): Measured {
  const bill = largeBill(findings);
  const [usd, doing, keeping] = [billTotal(bill), totalOf(bill.doing), totalOf(bill.keeping)];
  const month = totalOf(monthlyCost(findings.resources, findings.runs));
  return {
    measured: `${dollars(usd)} USD: ${dollars(doing)} to do it, ${dollars(keeping)} to keep it; ${dollars(month)} USD a month whether files come or not (docs/cost.md)`,
    met: usd < GOAL_USD,
    runs: [{ rows: findings.large.size.rows, usd, doing, keeping, month }],
  };
}

/** What AWS would bill for a file of a million rows, from what the embedded cloud counts of it. */
export const cost: Measure = {
  name: 'cost',
  goal: `under ${GOAL_USD} USD per million rows, without the database`,
  scales: true,
  async run(bench) {
    const findings = await find(bench);
    const tables = costTables(findings);
    // Tables of another size would be taken for those of a million rows.
    if (bench.rows === USUAL_ROWS) writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8'), tables));
    else bench.say(tables);
    return measuredOf(findings);
  },
};
