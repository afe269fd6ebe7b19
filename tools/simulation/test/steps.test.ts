import type { Fault } from '../src/faults';
import { fileOf } from '../src/files';
import { PART_ROWS, type Scenario, scenario } from '../src/scenario';
import { atStep } from '../src/scripted-faults';
import { useDatabase } from './database';

const database = useDatabase();

const SEED = 5;

/** A file of two parts, with rejects, and with a repeated id that conflicts. Only messages move it on. */
async function oneFile(): Promise<Scenario> {
  const run = await scenario(database(), SEED, { schedules: false });
  run.drop(fileOf(run.random, 'incoming/a.csv', PART_ROWS, { shape: 'few enough rejects', ids: 20, padded: false }));
  run.dropped[0]!.file.settings.maxRejects = null;
  return run;
}

describe('a fault at every step that touches the outside', () => {
  let steps = 0;
  let undisturbed: readonly string[] = [];

  beforeAll(async () => {
    const run = await oneFile();
    expect(await run.end()).toEqual([]);
    undisturbed = run.simulation.scheduler.trace;
    steps = undisturbed.length;
    expect(steps).toBeGreaterThan(20);
  }, 60_000);

  /** What is violated where each step meets this fault, in a scenario of its own. */
  async function violationsAtEachStep(faultAt: (step: number) => Fault): Promise<object[]> {
    const found: object[] = [];
    let injected = 0;
    for (let step = 0; step < steps; step++) {
      const run = await oneFile();
      run.simulation.faults = atStep(step, faultAt(step));
      const violations = await run.end();
      const where = run.simulation.scheduler.trace.find((line) => line.endsWith(')'));
      if (where) injected++;
      if (violations.length > 0) found.push({ seed: SEED, step, where, violations });
    }
    expect(injected).toBe(steps);
    return found;
  }

  it.each([/putIfAbsent parts\/ID\/000002/, /upload Curoupt/, /put Curoupt.*conflicts/, /COMMIT/, /SendEmail/])(
    'is a fault at a step like %s too: the file has two parts, rejects and conflicts',
    (name) => {
      expect(undisturbed).toContainEqual(expect.stringMatching(name));
    },
  );

  it('happens in the same run each time: the same seed takes the same steps', async () => {
    const run = await oneFile();
    await run.end();
    expect(run.simulation.scheduler.trace).toEqual(undisturbed);
  }, 60_000);

  it('changes nothing in the end when the function is killed before each step', async () => {
    expect(await violationsAtEachStep(() => ({ kind: 'kill', when: 'before' }))).toEqual([]);
  }, 120_000);

  it('changes nothing in the end when the function is killed after each step, before its answer', async () => {
    expect(await violationsAtEachStep(() => ({ kind: 'kill', when: 'after' }))).toEqual([]);
  }, 120_000);

  it('changes nothing in the end when each step hangs until the time-out, or fails, by turns', async () => {
    expect(
      await violationsAtEachStep((step) =>
        step % 2 === 0 ? { kind: 'hang', when: 'after' } : { kind: 'fail', when: 'before' },
      ),
    ).toEqual([]);
  }, 120_000);
});
