import type { Database } from '../src/database';
import { noFaults } from '../src/faults';
import { fileOf } from '../src/files';
import { PART_ROWS, type Scenario, scenario } from '../src/scenario';
import { onSteps, times } from '../src/scripted-faults';

const SEED = 5;

/** A scenario with a file of two parts. */
async function fileOfTwoParts(database: Database): Promise<Scenario> {
  const run = await scenario(database, SEED);
  run.drop(fileOf(run.random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one', padded: false }));
  return run;
}

/** Runs until a function was killed so many times at a step, and purges its queue. Nothing fails from then on. */
async function killAndPurge({ simulation }: Scenario, consumer: string, step: string, kills: number): Promise<void> {
  simulation.faults = onSteps(new RegExp(`^${consumer} ${step}`), ...times(kills, { kind: 'kill', when: 'before' }));
  const killed = (line: string): boolean => line.startsWith(`${consumer}: `) && line.endsWith(' (kill before)');
  await simulation.run(() => simulation.scheduler.trace.filter(killed).length === kills);
  simulation.queue(consumer).messages.clear();
  simulation.faults = noFaults;
  await simulation.run();
}

/** Both parts are committed, neither was published, and their messages are lost. */
export async function unpublishedParts(database: Database): Promise<Scenario> {
  const run = await fileOfTwoParts(database);
  await killAndPurge(run, 'persist', 'PutEvents', 2);
  return run;
}

/** Everything was aggregated, and the invocation that was about to send the e-mail crashed; its message is lost. */
export async function interruptedReport(database: Database): Promise<Scenario> {
  const run = await fileOfTwoParts(database);
  await killAndPurge(run, 'aggregate', 'SendEmail', 1);
  return run;
}

/** The queue of a consumer loses every event of a type. */
export async function lostEvent(database: Database, consumer: string, type: string): Promise<Scenario> {
  const run = await fileOfTwoParts(database);
  run.simulation.loses = (name, event) => name === consumer && event['detail-type'] === type;
  await run.simulation.run();
  return run;
}

/** Delivers the archived events of a type once more, to the queue that has lost them. */
export async function deliverAgain({ simulation }: Scenario, consumer: string, type: string): Promise<void> {
  simulation.loses = () => false;
  for (const event of simulation.bus.archive.filter((one) => one['detail-type'] === type))
    simulation.deliver(consumer, event);
  await simulation.run();
}
