import { FeedSettings } from '@customer-files/events';
import { fileOf, type SimulatedFile } from '../src/files';
import { PART_ROWS, type Scenario, scenario, someFiles } from '../src/scenario';
import { onSteps } from '../src/scripted-faults';
import { useDatabase } from './database';

const database = useDatabase();

/** A scenario with a file of two parts. */
async function oneFile(change: (file: SimulatedFile) => SimulatedFile = (file) => file): Promise<Scenario> {
  const made = await scenario(database(), 1);
  made.drop(change(fileOf(made.random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one', padded: false })));
  return made;
}

const reasons = ({ simulation }: Scenario): string[] => [
  ...new Set(simulation.failures.map(({ function: name, code }) => `${name} ${code}`)),
];
const reached =
  ({ simulation }: Scenario, step: RegExp) =>
  (): boolean =>
    simulation.scheduler.trace.some((line) => step.test(line));

describe('an object that changes while its file is processed', () => {
  it.each([
    /receive: read /,
    /receive: PutEvents/,
    /validate: read /,
    /validate: read chunk/,
    /validate: putIfAbsent parts\/ID\/000001/,
    /validate: PutEvents CustomerRowsValidated/,
    /validate: upload/,
  ])(
    'ends as it was read, or as FILE_GONE with its loaded parts, when it is deleted after %s and a kill',
    async (step) => {
      const run = await oneFile();
      run.simulation.faults = onSteps(new RegExp(step.source.replace(': ', ' ').replace('ID', '[^/]+')), {
        kind: 'kill',
        when: 'after',
      });
      await run.simulation.run(reached(run, step));
      const [one] = run.dropped;
      one!.mayBeGone = true;
      run.simulation.objects.delete(one!.object);
      expect(await run.end()).toEqual([]);
      expect(run.simulation.mailbox.sent).toHaveLength(1);
    },
  );

  it('is two files, each read as it was, when it is overwritten', async () => {
    const run = await oneFile();
    await run.simulation.run(reached(run, /receive: read /));
    run.drop({ ...fileOf(run.random, 'incoming/a.csv', PART_ROWS, { shape: 'a part less one' }) });
    expect(await run.end()).toEqual([]);
    expect(run.simulation.mailbox.sent).toHaveLength(2);
  });
});

describe('the object of a published part', () => {
  it.each([
    ['missing', null],
    ['altered', 'another part'],
  ])('that is %s loads nothing, gives a dead letter with the reason, and no e-mail of success', async (_, content) => {
    const run = await oneFile();
    const { simulation } = run;
    await simulation.run(reached(run, /PutEvents CustomerRowsValidated/));
    const { detail } = simulation.bus.archive.find((event) => event['detail-type'] === 'CustomerRowsValidated')!;
    const accepted = detail.accepted as { bucket: string; key: string; versionId: null; etag: string; bytes: number };
    const body = simulation.objects.read(accepted);
    simulation.objects.delete(accepted);
    if (content) simulation.objects.put(accepted.bucket, accepted.key, content);
    await simulation.run();
    expect(reasons(run)).toEqual(['persist OBJECT_NOT_FOUND']);
    expect(simulation.queue('persist').dead).toHaveLength(1);
    expect(simulation.mailbox.sent).toEqual([]);
    expect((await database().ledger()).map(({ part }) => part)).not.toContain(detail.part);
    simulation.objects.put(accepted.bucket, accepted.key, body);
    expect(await run.end()).toEqual([]);
  });
});

describe('a message that no consumer understands', () => {
  const POISON = [
    'no JSON',
    '{}',
    JSON.stringify({ id: 'x', source: 'x', 'detail-type': 'Unknown', time: '2026-06-30T12:00:00Z', detail: {} }),
  ];

  it('becomes a dead letter while its neighbours pass, and changes nothing when it is sent again twice', async () => {
    const run = await someFiles(database(), 1, { schedules: false });
    const { simulation } = run;
    const queues = ['receive', 'validate', 'persist', 'aggregate', 'record'].map((name) => simulation.queue(name));
    expect(Object.keys(simulation.queues)).toHaveLength(queues.length);
    for (const queue of queues) for (const body of POISON) queue.send(body, simulation.clock.now);
    const unknown = {
      id: 'x',
      source: 'customer-files.validation',
      'detail-type': 'CustomerRowsValidated',
      time: '2026-06-30T12:00:00Z',
      detail: { version: 2 },
    };
    simulation.deliver('persist', unknown);
    await simulation.run();
    expect(queues.map(({ dead }) => dead.length)).toEqual([3, 3, 4, 3, 3]);
    const state = await simulation.snapshot();
    for (let again = 1; again <= 2; again++) {
      await simulation.redrive();
      expect(await simulation.snapshot()).toBe(state);
    }
    for (const { dead } of queues) dead.length = 0;
    expect(await run.end()).toEqual([]);
  }, 60_000);
});

describe('a change between two attempts at a file', () => {
  it('of the settings of the feed has no effect: those count with which the file was received', async () => {
    const run = await oneFile();
    const { simulation, dropped } = run;
    simulation.publishObjectCreated(dropped[0]!.object);
    simulation.faults = onSteps(/^receive putIfAbsent/, { kind: 'kill', when: 'after' });
    await simulation.run(reached(run, /receive: putIfAbsent/));
    simulation.settingsOf = () =>
      Object.assign(new FeedSettings(), {
        maxRejects: 0,
        encoding: 'latin1',
        timeZone: 'Pacific/Kiritimati',
        maxRows: 1,
      });
    expect(await run.end()).toEqual([]);
    expect(simulation.mailbox.sent).toHaveLength(1);
  });

  it('of the code gives a dead letter with PART_CHANGED, and mixes nothing', async () => {
    const run = await oneFile();
    const { simulation } = run;
    simulation.faults = onSteps(/^validate putIfAbsent results/, { kind: 'kill', when: 'before' });
    await simulation.run(reached(run, /validate: putIfAbsent results/));
    simulation.partRows = PART_ROWS - 2;
    await simulation.run();
    expect(reasons(run)).toEqual(['validate PART_CHANGED']);
    expect(simulation.queue('validate').dead).toHaveLength(1);
    expect(simulation.mailbox.of('ending')).toEqual([]);
    simulation.partRows = PART_ROWS;
    expect(await run.end()).toEqual([]);
    expect(simulation.mailbox.of('ending')).toHaveLength(1);
  });
});
