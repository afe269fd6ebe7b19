import { violationsOf } from '../src/inspect';
import { PART_ROWS, type Scenario, scenario } from '../src/scenario';
import { fileOf } from '../src/files';
import { onSteps, times } from '../src/scripted-faults';
import { useDatabase } from './database';
import { deliverAgain, interruptedReport, lostEvent, unpublishedParts } from './stopped-files';

const database = useDatabase();

/** More than the time after which a file is reported as stalled. */
const ROUNDS = 6;

const published = ({ simulation }: Scenario, type: string): number =>
  simulation.bus.archive.filter((event) => event['detail-type'] === type).length;
const stepsOf = ({ simulation }: Scenario, name: RegExp): string[] =>
  simulation.scheduler.trace.filter((line) => name.test(line));
const subjects = ({ simulation }: Scenario): string[] => simulation.mailbox.sent.map(({ subject }) => subject);

describe('the outbox relay', () => {
  it('publishes, once, parts that were committed and whose messages were lost before they were published', async () => {
    const run = await unpublishedParts(database());
    expect((await database().ledger()).map((row) => row.published)).toEqual([false, false]);
    await run.simulation.runSchedules(3);
    expect((await database().ledger()).map((row) => row.published)).toEqual([true, true]);
    expect(published(run, 'CustomerRowsPersisted')).toBe(2);
    expect(stepsOf(run, /^relay: PutEvents CustomerRowsPersisted$/)).toHaveLength(2);
    expect(await violationsOf(run.simulation, run.dropped)).toEqual([]);
    expect(subjects(run)).toEqual([expect.stringMatching(/^a\.csv: .* accepted/)]);
  });

  it('leaves a part to its redelivery, which comes sooner', async () => {
    const run = await scenario(database(), 1);
    run.drop(fileOf(run.random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one', padded: false }));
    run.simulation.faults = onSteps(/^persist PutEvents/, ...times(2, { kind: 'kill', when: 'before' }));
    await run.simulation.run();
    expect(await run.end()).toEqual([]);
    expect(stepsOf(run, /^relay: SELECT/)).not.toEqual([]);
    expect(stepsOf(run, /^relay: PutEvents/)).toEqual([]);
    expect(published(run, 'CustomerRowsPersisted')).toBe(2);
  });
});

describe('the stalled-file detector', () => {
  it.each([
    ['validate', 'CustomerFileReceived', /^a\.csv has stalled: There is no result/],
    ['persist', 'CustomerRowsValidated', /^a\.csv has stalled: Parts 1 to 2 of 2/],
    ['aggregate', 'CustomerRowsPersisted', /^a\.csv has stalled: Parts 1 to 2 of 2/],
    ['aggregate', 'CustomerFileValidated', /^a\.csv has stalled: There is no result/],
  ])(
    'reports a file once when %s never gets %s, and its ending, which comes in the end, is marked as late',
    async (consumer, type, subject) => {
      const run = await lostEvent(database(), consumer, type);
      expect(subjects(run)).toEqual([]);
      await run.simulation.runSchedules(3 * ROUNDS);
      expect(subjects(run)).toEqual([expect.stringMatching(subject)]);
      await deliverAgain(run, consumer, type);
      expect(await run.end()).toEqual([]);
      expect(subjects(run).slice(1)).toEqual([expect.stringMatching(/^\[late\] a\.csv: .* accepted/)]);
    },
  );

  it('reports a file whose event is a dead letter, and its ending is late after that is sent again', async () => {
    const run = await scenario(database(), 1);
    run.drop(fileOf(run.random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one', padded: false }));
    run.simulation.faults = onSteps(/^validate putIfAbsent results/, ...times(5, { kind: 'kill', when: 'before' }));
    await run.simulation.run();
    await run.simulation.runSchedules(ROUNDS);
    expect(run.simulation.queue('validate').dead).toHaveLength(1);
    expect(subjects(run)).toEqual([expect.stringMatching(/^a\.csv has stalled: There is no result/)]);
    expect(await run.end()).toEqual([]);
    expect(subjects(run).slice(1)).toEqual([expect.stringMatching(/^\[late\] a\.csv: .* accepted/)]);
  });

  it('sends the e-mail about an ending whose invocation crashed, and does not report the file as stalled', async () => {
    const run = await interruptedReport(database());
    expect(subjects(run)).toEqual([]);
    await run.simulation.runSchedules(2);
    expect(await violationsOf(run.simulation, run.dropped)).toEqual([]);
    expect(subjects(run)).toEqual([expect.stringMatching(/^\[possibly repeated\] a\.csv: .* accepted/)]);
  });

  it('does not report a file that ends within the time that is set', async () => {
    const run = await lostEvent(database(), 'aggregate', 'CustomerFileValidated');
    await run.simulation.runSchedules(3);
    await deliverAgain(run, 'aggregate', 'CustomerFileValidated');
    expect(await run.end()).toEqual([]);
    expect(subjects(run)).toEqual([expect.stringMatching(/^a\.csv: .* accepted/)]);
  });
});
