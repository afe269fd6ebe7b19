import type { Database } from './database';
import { type Scenario, someFiles, vanishing, weatherOf } from './scenario';

/** How often a world is played to its end and then replayed too. */
const REPLAYED = 0.2;

/**
 * All of it at random, from one seed: files of all shapes, deliveries out of order and in any number, faults at any step,
 * files that vanish; and at times a replay of everything, which must change nothing. Returns what is violated.
 *
 * @param counts of the faults, by kind; added to
 */
export async function liveThrough(
  database: Database,
  seed: number,
  counts = new Map<string, number>(),
): Promise<string[]> {
  const played = await someFiles(database, seed, 1 + (seed % 3));
  const { world, random } = played;
  world.faults = weatherOf(
    played,
    {
      faultRate: 0.03,
      mostFaults: random.below(9),
      duplicates: random.chance(0.5),
      longestDelayMs: random.chance(0.5) ? 60_000 : 0,
    },
    counts,
  );
  vanishing(played);
  const violations = await played.end();
  if (violations.length > 0 || !random.chance(REPLAYED)) return violations;
  const before = await world.snapshot();
  await replay(played);
  return (await world.snapshot()) === before ? [] : ['a replay changed something'];
}

/** Replays the whole archive twice at once, out of order, each event one to five times. */
export async function replay(played: Scenario): Promise<void> {
  const { world } = played;
  const archive = [...world.bus.archive];
  world.faults = weatherOf(played, { faultRate: 0, mostFaults: 0, duplicates: true, longestDelayMs: 60_000 });
  for (const name of ['once', 'twice']) world.bus.replay(archive, name);
  await world.run();
}
