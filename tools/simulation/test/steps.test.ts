import 'reflect-metadata';
import { Database } from '../src/database';
import type { Fate } from '../src/faults';
import { fileOf } from '../src/files';
import { atStep } from '../src/scripted-faults';
import { PART_ROWS, type Scenario, scenario } from '../src/scenario';

let database: Database;

beforeAll(async () => {
  database = await Database.start();
}, 60_000);

afterAll(() => database?.stop());

const SEED = 5;

/** A file of two parts, with rejects, and with a repeated id that conflicts. */
async function oneFile(): Promise<Scenario> {
  const played = await scenario(database, SEED);
  played.drop(
    fileOf(played.random, 'incoming/a.csv', PART_ROWS, { shape: 'few enough rejects', ids: 20, padded: false }),
  );
  played.dropped[0]!.file.settings.maxRejects = null;
  return played;
}

/** What is violated where each step meets this fate, in a world of its own. */
async function atEachStep(steps: number, fateAt: (step: number) => Fate): Promise<object[]> {
  const found: object[] = [];
  for (let step = 0; step < steps; step++) {
    const played = await oneFile();
    played.world.faults = atStep(step, fateAt(step));
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
    for (const name of [
      /putIfAbsent parts\/ID\/000002/,
      /upload Curoupt/,
      /put Curoupt.*conflicts/,
      /COMMIT/,
      /SendEmail/,
    ])
      expect(trace.find((line) => name.test(line))).toBeDefined();
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

  it('3: a function is killed before it, and all converges', async () => {
    expect(await atEachStep(steps, () => ({ kind: 'kill', when: 'before' }))).toEqual([]);
  }, 120_000);

  it('3: a function is killed after it, before its answer, and all converges', async () => {
    expect(await atEachStep(steps, () => ({ kind: 'kill', when: 'after' }))).toEqual([]);
  }, 120_000);

  it('3: a function hangs until its time-out, or is told that it failed, by turns, and all converges', async () => {
    expect(
      await atEachStep(steps, (step) =>
        step % 2 === 0 ? { kind: 'hang', when: 'after' } : { kind: 'fail', when: 'before' },
      ),
    ).toEqual([]);
  }, 120_000);
});
