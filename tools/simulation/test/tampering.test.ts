import 'reflect-metadata';
import { FeedSettings } from '@customer-files/events';
import { Database } from '../src/database';
import { fileOf, type SoakFile } from '../src/files';
import { onSteps } from '../src/scripted-faults';
import { PART_ROWS, type Scenario, scenario, someFiles } from '../src/scenario';

let database: Database;

beforeAll(async () => {
  database = await Database.start();
}, 60_000);

afterAll(() => database?.stop());

/** A world with a file of two parts. */
async function oneFile(change: (file: SoakFile) => SoakFile = (file) => file): Promise<Scenario> {
  const made = await scenario(database, 1);
  made.drop(change(fileOf(made.random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one', padded: false })));
  return made;
}

const reasons = ({ world }: Scenario): string[] => [
  ...new Set(world.failures.map(({ service, code }) => `${service} ${code}`)),
];
const reached =
  ({ world }: Scenario, step: RegExp) =>
  (): boolean =>
    world.scheduler.trace.some((line) => step.test(line));

describe('12: an object that changes under way', () => {
  it.each([
    /ingestion: read /,
    /ingestion: PutEvents/,
    /validation: read /,
    /validation: read chunk/,
    /validation: putIfAbsent parts\/ID\/000001/,
    /validation: PutEvents CustomerRowsValidated/,
    /validation: upload/,
  ])(
    'deleted after %s, where the process is killed then: as it was read, or FILE_GONE with what is loaded',
    async (step) => {
      const played = await oneFile();
      played.world.faults = onSteps(new RegExp(step.source.replace(': ', ' ').replace('ID', '[^/]+')), {
        kind: 'kill',
        when: 'after',
      });
      await played.world.run(reached(played, step));
      const [one] = played.dropped;
      one!.mayBeGone = true;
      played.world.objects.delete(one!.object);
      expect([await played.end(), played.world.mailbox.sent.length]).toEqual([[], 1]);
    },
  );

  it('overwritten: each version is a file of its own, read as it was', async () => {
    const played = await oneFile();
    await played.world.run(reached(played, /ingestion: read /));
    played.drop({ ...fileOf(played.random, 'incoming/a.csv', PART_ROWS, { shape: 'a part less one' }) });
    expect([await played.end(), played.world.mailbox.sent.length]).toEqual([[], 2]);
  });
});

describe('13: a claim check', () => {
  it.each([
    ['missing', null],
    ['altered', 'another part'],
  ])(
    'that is %s: nothing is written, the dead letter has the reason, and no e-mail says that all is well',
    async (_, content) => {
      const played = await oneFile();
      const { world } = played;
      await world.run(reached(played, /PutEvents CustomerRowsValidated/));
      const { detail } = world.bus.archive.find((event) => event['detail-type'] === 'CustomerRowsValidated')!;
      const accepted = detail.accepted as { bucket: string; key: string; versionId: null; etag: string; bytes: number };
      const body = world.objects.read(accepted);
      world.objects.delete(accepted);
      if (content) world.objects.put(accepted.bucket, accepted.key, content);
      await world.run();
      expect([reasons(played), world.queues.persistence.dead.length, world.mailbox.sent.length]).toEqual([
        ['persistence OBJECT_NOT_FOUND'],
        1,
        0,
      ]);
      expect((await database.ledger()).map(({ part }) => part)).not.toContain(detail.part);
      world.objects.put(accepted.bucket, accepted.key, body);
      expect(await played.end()).toEqual([]);
    },
  );
});

describe('14: a poison event', () => {
  const POISON = [
    'no JSON',
    '{}',
    JSON.stringify({ id: 'x', source: 'x', 'detail-type': 'Unknown', time: '2026-06-30T12:00:00Z', detail: {} }),
  ];

  it('goes to the dead letters, its neighbours pass; sent again twice, the state is the same', async () => {
    const played = await someFiles(database, 1);
    const { world } = played;
    const queues = Object.values(world.queues);
    for (const queue of queues) for (const body of POISON) queue.send(body, world.clock.now);
    const unknown = {
      id: 'x',
      source: 'customer-files.validation',
      'detail-type': 'CustomerRowsValidated',
      time: '2026-06-30T12:00:00Z',
      detail: { version: 2 },
    };
    world.deliver('persistence', unknown);
    await world.run();
    expect(queues.map(({ dead }) => dead.length)).toEqual([3, 3, 4, 3]);
    const state = await world.snapshot();
    for (let again = 1; again <= 2; again++) {
      for (const queue of queues) queue.redrive(world.clock.now);
      await world.run();
      expect(await world.snapshot()).toBe(state);
    }
    for (const { dead } of queues) dead.length = 0;
    expect(await played.end()).toEqual([]);
  }, 60_000);
});

describe('16: something changes between two attempts', () => {
  it('the settings: the file is judged by those that it was received with', async () => {
    const played = await oneFile();
    const { world, dropped } = played;
    world.announce(dropped[0]!.object);
    world.faults = onSteps(/^ingestion putIfAbsent/, { kind: 'kill', when: 'after' });
    await world.run(reached(played, /ingestion: putIfAbsent/));
    world.settingsOf = () =>
      Object.assign(new FeedSettings(), {
        maxRejects: 0,
        encoding: 'latin1',
        timeZone: 'Pacific/Kiritimati',
        maxRows: 1,
      });
    expect([await played.end(), world.mailbox.sent.length]).toEqual([[], 1]);
  });

  it('the code: the dead letters, and nothing is mixed', async () => {
    const played = await oneFile();
    const { world } = played;
    world.faults = onSteps(/^validation putIfAbsent results/, { kind: 'kill', when: 'before' });
    await world.run(reached(played, /validation: putIfAbsent results/));
    world.partRows = PART_ROWS - 2;
    await world.run();
    expect([reasons(played), world.queues.validation.dead.length, world.mailbox.sent.length]).toEqual([
      ['validation PART_CHANGED'],
      1,
      0,
    ]);
    world.partRows = PART_ROWS;
    expect([await played.end(), world.mailbox.sent.length]).toEqual([[], 1]);
  });
});
