import type { Database } from '../src/database';
import type { Fault } from '../src/faults';
import { violationsUnattended } from '../src/inspect';
import type { Scenario } from '../src/scenario';
import { atStep } from '../src/scripted-faults';
import { useDatabase } from './database';
import { deliverAgain, interruptedReport, lostEvent, unpublishedParts } from './stopped-files';

const database = useDatabase();

/** A file that only a scheduled function moves on. */
interface Stop {
  function: string;
  prepare: (database: Database) => Promise<Scenario>;
  /** How often the schedules run with the fault. */
  rounds: number;
  /** The fewest steps that the function takes in these runs. */
  minSteps: number;
  /** Delivers what was lost. */
  repair: (run: Scenario) => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

const STOPS: [what: string, stop: Stop][] = [
  [
    'two parts that were never published',
    { function: 'relay', prepare: unpublishedParts, rounds: 3, minSteps: 12, repair: nothing },
  ],
  [
    'a file that has stalled',
    {
      function: 'detectStalled',
      prepare: (from) => lostEvent(from, 'aggregate', 'CustomerFileValidated'),
      rounds: 6,
      minSteps: 25,
      repair: (run) => deliverAgain(run, 'aggregate', 'CustomerFileValidated'),
    },
  ],
  [
    'an ending whose e-mail was not sent',
    { function: 'detectStalled', prepare: interruptedReport, rounds: 2, minSteps: 12, repair: nothing },
  ],
];

describe.each(STOPS)('%s', (_, stop) => {
  let steps = 0;

  const stepsOf = ({ simulation }: Scenario): string[] =>
    simulation.scheduler.trace.filter((line) => line.startsWith(`${stop.function}: `));

  beforeAll(async () => {
    const run = await stop.prepare(database());
    const before = stepsOf(run).length;
    await run.simulation.runSchedules(stop.rounds);
    expect(await violationsUnattended(run.simulation, run.dropped)).toEqual([]);
    steps = stepsOf(run).length - before;
    expect(steps).toBeGreaterThanOrEqual(stop.minSteps);
  }, 60_000);

  /** What is violated where each step of the function meets this fault, in a scenario of its own. */
  async function violationsAtEachStep(faultAt: (step: number) => Fault): Promise<object[]> {
    const found: object[] = [];
    let injected = 0;
    for (let step = 0; step < steps; step++) {
      const run = await stop.prepare(database());
      run.simulation.faults = atStep(step, faultAt(step), new RegExp(`^${stop.function} `));
      await run.simulation.runSchedules(stop.rounds);
      const where = stepsOf(run).find((line) => line.endsWith(')'));
      if (where) injected++;
      await stop.repair(run);
      const violations = await run.end();
      if (violations.length > 0) found.push({ step, where, violations });
    }
    expect(injected).toBe(steps);
    return found;
  }

  it(`ends as the model says when ${stop.function} is killed before each of its steps`, async () => {
    expect(await violationsAtEachStep(() => ({ kind: 'kill', when: 'before' }))).toEqual([]);
  }, 240_000);

  it(`ends as the model says when ${stop.function} is killed after each of its steps`, async () => {
    expect(await violationsAtEachStep(() => ({ kind: 'kill', when: 'after' }))).toEqual([]);
  }, 240_000);

  it(`ends as the model says when each step of ${stop.function} hangs or fails, by turns`, async () => {
    expect(
      await violationsAtEachStep((step) =>
        step % 2 === 0 ? { kind: 'hang', when: 'after' } : { kind: 'fail', when: 'before' },
      ),
    ).toEqual([]);
  }, 240_000);
});
