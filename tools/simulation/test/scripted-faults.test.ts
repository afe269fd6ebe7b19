import { fileOf, SHAPE_NAMES } from '../src/files';
import { violationsOf } from '../src/inspect';
import { PART_ROWS, type Scenario, scenario } from '../src/scenario';
import { onSteps, times } from '../src/scripted-faults';
import { useDatabase } from './database';

const database = useDatabase();

/** A scenario with one file. */
async function oneFile(shape: string): Promise<Scenario> {
  const made = await scenario(database(), 1);
  made.drop(fileOf(made.random, 'incoming/a.csv', PART_ROWS, { shape, padded: false }));
  return made;
}

const publishedBy = ({ simulation }: Scenario, type: string): number =>
  simulation.bus.archive.filter((event) => event['detail-type'] === type).length;

/** The errors of the functions, without those that the model of the lease explains (leases.ts). */
const unexplained = ({ simulation }: Scenario): string[] => [
  ...simulation.leases.violations(),
  ...simulation.failures
    .filter(({ function: name, code }) => name !== 'aggregate' || code !== 'LEASE_HELD')
    .map(({ function: name, code }) => `${name} ${code}`),
];

/** How often each message failed, by the most often. */
const mostFailuresOfAMessage = ({ simulation }: Scenario): number => {
  const ids = simulation.failures.map(({ messageId }) => messageId);
  return Math.max(0, ...ids.map((id) => ids.filter((other) => other === id).length));
};

describe('a part and its event', () => {
  it('publishes a part once, and needs no redelivery, when the connection is cut after COMMIT was sent', async () => {
    const run = await oneFile('a part and one');
    run.simulation.faults = onSteps(/^persist COMMIT/, ...times(2, { kind: 'cut', when: 'after' }));
    await run.simulation.run();
    expect(await violationsOf(run.simulation, run.dropped)).toEqual([]);
    expect(publishedBy(run, 'CustomerRowsPersisted')).toBe(2);
    // Nothing fails but for events that complete the file at the same time: each may meet the lease of the e-mail once.
    expect(unexplained(run)).toEqual([]);
    expect(mostFailuresOfAMessage(run)).toBeLessThanOrEqual(1);
    expect(run.simulation.failures.length).toBeLessThan(4);
  });

  it('publishes each event once, and needs no redelivery, when the bus refuses some entries', async () => {
    const run = await oneFile('few enough rejects');
    run.simulation.faults = onSteps(/PutEvents/, ...times(4, { kind: 'partial', when: null }));
    await run.simulation.run();
    expect(await violationsOf(run.simulation, run.dropped)).toEqual([]);
    expect(publishedBy(run, 'CustomerFileReceived')).toBe(1);
    expect(publishedBy(run, 'CustomerRowsValidated')).toBe(2);
    expect(publishedBy(run, 'CustomerRowsPersisted')).toBe(2);
    expect(publishedBy(run, 'CustomerFileValidated')).toBe(1);
    expect(publishedBy(run, 'CustomerFileProcessed')).toBe(1);
    expect(unexplained(run)).toEqual([]);
    expect(mostFailuresOfAMessage(run)).toBeLessThanOrEqual(1);
  });

  it('fails with PUBLISH_FAILED, and loses nothing, when the bus keeps refusing', async () => {
    const run = await oneFile('a part and one');
    run.simulation.faults = onSteps(/^validate PutEvents/, ...times(12, { kind: 'partial', when: null }));
    await run.simulation.run();
    expect(run.simulation.failures.map(({ function: name, code }) => `${name} ${code}`)).toContain(
      'validate PUBLISH_FAILED',
    );
    expect(await run.end()).toEqual([]);
  });

  it.each(SHAPE_NAMES)('ends a file that is "%s" with one e-mail and counts that add up', async (shape) => {
    const run = await oneFile(shape);
    expect(await run.end()).toEqual([]);
    expect(run.simulation.mailbox.sent).toHaveLength(1);
  });
});

describe('the e-mail', () => {
  it.each([2, 20])('is sent once, and not as a repetition, after SES has throttled %i requests', async (throttles) => {
    const run = await oneFile('one row');
    run.simulation.mailbox.throttles = throttles;
    await run.simulation.run();
    expect(await violationsOf(run.simulation, run.dropped)).toEqual([]);
    expect(run.simulation.mailbox.sent.map(({ subject }) => subject)).toEqual(['a.csv: The one row was accepted.']);
  });

  it.each([
    ['SendEmail', 'after'],
    ['replaceIfMatch', 'before'],
  ] as const)(
    'is sent once more, marked as possibly repeated, after a crash between SES and the record, at %s',
    async (step, when) => {
      const run = await oneFile('one row');
      run.simulation.faults = onSteps(new RegExp(`^aggregate ${step}`), { kind: 'kill', when });
      await run.simulation.run();
      expect(await violationsOf(run.simulation, run.dropped)).toEqual([]);
      expect(run.simulation.mailbox.sent.map(({ subject }) => subject.startsWith('[possibly repeated]'))).toEqual([
        false,
        true,
      ]);
    },
  );
});
