import 'reflect-metadata';
import { Database } from '../database';
import type { Fate } from '../faults';
import { fileOf } from '../files';
import { atStep } from '../meant-faults';
import { PART_ROWS, type Scenario, scenario } from '../scenario';

let database: Database;

beforeAll(async () => {
  database = await Database.start();
}, 60_000);

afterAll(() => database?.stop());

const SEED = 5;

/** A file of two parts, with rejects, and with a repeated id that conflicts. */
async function oneFile(): Promise<Scenario> {
  const played = await scenario(database, SEED);
  played.drop(fileOf(played.random, 'incoming/a.csv', PART_ROWS, { shape: 'few enough rejects', ids: 20, padded: false }));
  played.dropped[0]!.file.settings.maxRejects = null;
  return played;
}

/** What is violated where each step meets this fate, in a world of its own. */
async function atEachStep(steps: number, fate: Fate): Promise<object[]> {
  const found: object[] = [];
  for (let step = 0; step < steps; step++) {
    const played = await oneFile();
    played.world.faults = atStep(step, fate);
    const violations = await played.end();
    const where = played.world.scheduler.trace.find((line) => line.endsWith(')'));
    if (violations.length > 0) found.push({ seed: SEED, step, where, violations });
  }
  return found;
}

describe('at every step that touches the outside', () => {
  let steps = 0;

  it('there is something to interrupt: rejects, conflicts, two parts', async () => {
    const played = await oneFile();
    expect(await played.end()).toEqual([]);
    const { trace } = played.world.scheduler;
    for (const name of [/putIfAbsent parts\/ID\/000002/, /upload Curoupt/, /put Curoupt.*conflicts/, /COMMIT/, /SendEmail/]) expect(trace.find((line) => name.test(line))).toBeDefined();
    steps = trace.length;
  }, 60_000);

  it('the same seed gives the same run', async () => {
    const traces = [];
    for (let run = 1; run <= 2; run++) {
      const played = await oneFile();
      await played.end();
      traces.push(played.world.scheduler.trace);
    }
    expect(traces[1]).toEqual(traces[0]);
  }, 60_000);

  it.each([
    ['killed before it', { kind: 'kill', when: 'before' }],
    ['killed after it, before its answer', { kind: 'kill', when: 'after' }],
    ['hung until its time-out', { kind: 'hang', when: 'after' }],
    ['told that it failed', { kind: 'fail', when: 'before' }],
  ] as [string, Fate][])('3: a function is %s, and all converges', async (_, fate) => {
    expect(await atEachStep(steps, fate)).toEqual([]);
  }, 120_000);
});
