import 'reflect-metadata';
import { Database } from '../src/database';
import type { Weather } from '../src/faults';
import { liveThrough } from '../src/run-seed';
import { someFiles, weatherOf } from '../src/scenario';

const SEEDS = Array.from({ length: 200 }, (_, i) => i + 1);
const STILL: Weather = { faultRate: 0, mostFaults: 0, duplicates: false, longestDelayMs: 0 };

let database: Database;

beforeAll(async () => {
  database = await Database.start();
}, 60_000);

afterAll(() => database?.stop());

/** What is violated in a weather, with the seed of each; where nothing fails, no e-mail may say that it is repeated. */
async function inWeather(weather: Weather, seeds = SEEDS): Promise<object[]> {
  const found: object[] = [];
  for (const seed of seeds) {
    const played = await someFiles(database, seed);
    played.world.faults = weatherOf(played, weather);
    const violations = await played.end();
    for (const { subject } of played.world.mailbox.sent)
      if (subject.startsWith('[possibly repeated]')) violations.push(subject);
    if (violations.length > 0) found.push({ seed, violations });
  }
  return found;
}

describe('whatever happens on the way, the end is that of the model', () => {
  it('1: every event is delivered one to five times, at once', async () => {
    expect(await inWeather({ ...STILL, duplicates: true }, SEEDS.slice(0, 60))).toEqual([]);
  }, 120_000);

  it('2: 200 orders of chance, files interleaved', async () => {
    expect(await inWeather({ ...STILL, longestDelayMs: 120_000 })).toEqual([]);
  }, 120_000);

  it('3, 4, 5, 10, 11, 12: all of it at random, each seed as `npm run soak -- --seed S` lives through it', async () => {
    const found: object[] = [];
    for (const seed of SEEDS) {
      const violations = await liveThrough(database, seed);
      if (violations.length > 0) found.push({ seed, violations });
    }
    expect(found).toEqual([]);
  }, 240_000);
});
