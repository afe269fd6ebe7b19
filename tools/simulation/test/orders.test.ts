import { type FaultProfile, randomFaults } from '../src/faults';
import { someFiles } from '../src/scenario';
import { useDatabase } from './database';

const SEEDS = Array.from({ length: 200 }, (_, i) => i + 1);
const QUIET: FaultProfile = { faultRate: 0, maxFaults: 0, duplicates: false, maxDelayMs: 0 };

const database = useDatabase();

/** What is violated with these faults, by seed. No function fails, so no e-mail may say that it is a repetition. */
async function violationsWith(profile: FaultProfile, seeds: readonly number[]): Promise<object[]> {
  const found: object[] = [];
  for (const seed of seeds) {
    const run = await someFiles(database(), seed);
    run.simulation.faults = randomFaults(run.random, profile);
    const violations = await run.end();
    for (const { subject } of run.simulation.mailbox.sent)
      if (subject.startsWith('[possibly repeated]')) violations.push(subject);
    if (violations.length > 0) found.push({ seed, violations });
  }
  return found;
}

describe('files end as the model says', () => {
  it('when every event is delivered one to five times at once, with 60 seeds', async () => {
    expect(await violationsWith({ ...QUIET, duplicates: true }, SEEDS.slice(0, 60))).toEqual([]);
  }, 240_000);

  it('when events of several files are delivered in any order, with 200 seeds', async () => {
    expect(await violationsWith({ ...QUIET, maxDelayMs: 120_000 }, SEEDS)).toEqual([]);
  }, 240_000);
});
