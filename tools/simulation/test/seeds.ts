import type { Database } from '../src/database';
import { type FaultProfile, randomFaults } from '../src/faults';
import { runSeed } from '../src/run-seed';
import { someFiles } from '../src/scenario';

/** No function fails; messages may be delivered late, repeated, or both. */
const QUIET: FaultProfile = { faultRate: 0, maxFaults: 0, duplicates: false, maxDelayMs: 0 };

/** The seeds of a test. */
interface Seeds {
  first: number;
  last: number;
}

async function violationsBySeed(
  { first, last }: Seeds,
  violationsOf: (seed: number) => Promise<string[]>,
): Promise<object[]> {
  const found: object[] = [];
  for (let seed = first; seed <= last; seed++) {
    const violations = await violationsOf(seed);
    if (violations.length > 0) found.push({ seed, violations });
  }
  return found;
}

/** What is violated with all faults at random, by seed. */
export const violationsAtRandom = (database: Database, seeds: Seeds): Promise<object[]> =>
  violationsBySeed(seeds, (seed) => runSeed(database, seed));

/** What is violated when only deliveries are unreliable, by seed. No e-mail may say that it is a repetition then. */
export function violationsOfDeliveries(
  database: Database,
  deliveries: Partial<Pick<FaultProfile, 'duplicates' | 'maxDelayMs'>>,
  seeds: Seeds,
): Promise<object[]> {
  return violationsBySeed(seeds, async (seed) => {
    const run = await someFiles(database, seed);
    run.simulation.faults = randomFaults(run.random, { ...QUIET, ...deliveries });
    const violations = await run.end();
    const repeated = run.simulation.mailbox.sent.filter(({ subject }) => subject.includes('[possibly repeated]'));
    return [...violations, ...repeated.map(({ subject }) => subject)];
  });
}
