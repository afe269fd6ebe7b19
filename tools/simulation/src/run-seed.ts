import type { Database } from './database';
import { randomFaults } from './faults';
import { deletesAndReplaces, type Scenario, someFiles } from './scenario';
import { withdraw } from './withdraw';

/** The share of scenarios that are replayed after their end. */
const REPLAYED = 0.2;

/** The share of these, in which a file is undone then. */
const WITHDRAWN = 0.5;

/**
 * Runs everything at random, from one seed: files of all shapes, deliveries out of order and repeated, faults at any
 * step, files that are deleted and replaced, with or without the schedules; at times a replay, which must change nothing;
 * and at times the undo of a file.
 *
 * @param counts of the faults that happened, by kind; added to
 * @returns what is violated, in words
 */
export async function runSeed(database: Database, seed: number, counts = new Map<string, number>()): Promise<string[]> {
  const scenario = await someFiles(database, seed, { files: 1 + (seed % 3), schedules: seed % 2 === 0 });
  const { simulation, random } = scenario;
  simulation.faults = randomFaults(
    random,
    {
      faultRate: 0.03,
      maxFaults: random.below(9),
      duplicates: random.chance(0.5),
      maxDelayMs: random.chance(0.5) ? 60_000 : 0,
    },
    counts,
  );
  deletesAndReplaces(scenario);
  const violations = await scenario.end();
  if (violations.length > 0 || !random.chance(REPLAYED)) return violations;
  const before = await simulation.snapshot();
  await replay(scenario);
  if ((await simulation.snapshot()) !== before) return ['a replay changed something'];
  return random.chance(WITHDRAWN) ? withdraw(scenario, random.pick(scenario.dropped)) : [];
}

/** Replays the whole archive twice at once, out of order, each event one to five times. */
export async function replay({ simulation, random }: Scenario): Promise<void> {
  const archive = [...simulation.bus.archive];
  simulation.faults = randomFaults(random, { faultRate: 0, maxFaults: 0, duplicates: true, maxDelayMs: 60_000 });
  for (const name of ['once', 'twice']) simulation.replay(archive, name);
  await simulation.run();
}
