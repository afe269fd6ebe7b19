import 'reflect-metadata';
import { Database } from '../database';
import type { Weather } from '../faults';
import { type Scenario, someFiles, vanishing, weatherOf } from '../scenario';

const SEEDS = Array.from({ length: 200 }, (_, i) => i + 1);
const STILL: Weather = { faultRate: 0, mostFaults: 0, duplicates: false, longestDelayMs: 0 };

let database: Database;

beforeAll(async () => {
  database = await Database.start();
}, 60_000);

afterAll(() => database?.stop());

/** What is violated in the worlds of these seeds, each with its seed. */
async function violationsBySeed(seeds: readonly number[], live: (scenario: Scenario) => Promise<readonly string[]>): Promise<object[]> {
  const found: object[] = [];
  for (const seed of seeds) {
    const violations = await live(await someFiles(database, seed));
    if (violations.length > 0) found.push({ seed, violations });
  }
  return found;
}

/** Runs each seed's files in a weather, and compares the end with the model. */
const inWeather = (weather: Weather, seeds = SEEDS): Promise<object[]> =>
  violationsBySeed(seeds, async (scenario) => {
    scenario.world.faults = weatherOf(scenario, weather);
    const violations = await scenario.end();
    const repeated = scenario.world.mailbox.sent.filter(({ subject }) => weather.faultRate === 0 && subject.startsWith('[possibly repeated]'));
    return [...violations, ...repeated.map(({ subject }) => `nothing failed, and yet: ${subject}`)];
  });

describe('whatever happens on the way, the end is that of the model', () => {
  it('1: every event is delivered one to five times, at once', async () => {
    expect(await inWeather({ ...STILL, duplicates: true }, SEEDS.slice(0, 60))).toEqual([]);
  }, 120_000);

  it('2: 200 orders of chance, files interleaved', async () => {
    expect(await inWeather({ ...STILL, longestDelayMs: 120_000 })).toEqual([]);
  }, 120_000);

  it('3, 4, 5, 11, 12: exceptions, kills, hangs and cuts at steps of chance, a bus and a mailer that throttle, files that vanish or are overwritten', async () => {
    const found = await violationsBySeed(SEEDS, async (scenario) => {
      scenario.world.faults = weatherOf(scenario, { faultRate: 0.03, mostFaults: 6, duplicates: scenario.random.chance(0.5), longestDelayMs: scenario.random.chance(0.5) ? 60_000 : 0 });
      vanishing(scenario);
      return scenario.end();
    });
    expect(found).toEqual([]);
  }, 240_000);
});
