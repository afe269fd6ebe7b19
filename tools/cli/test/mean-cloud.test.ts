import { setTimeout as delay } from 'node:timers/promises';
import { DescribeReplayCommand, EventBridgeClient, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import type { CustomerFileProcessed } from '@customer-files/events';
import { ODDS } from '@customer-files/local-cloud';
import { clientOf } from '../src/deployment';
import { type Generated, generated, IDS_PER_SEED } from './mean/generated';
import { MeanWorld } from './mean/mean-world';
import { look, rowsOfObject, type Traces } from './mean/traces';

const MINUTE = 60_000;
jest.setTimeout(5 * MINUTE);

let world: MeanWorld;
beforeAll(async () => {
  world = await MeanWorld.start();
});
afterAll(() => world?.close());

/** Brings the files through a mean cloud; resolves, calm again, when nothing is under way. */
async function bring(seed: number, files: readonly Generated[]): Promise<void> {
  await world.mean({ seed });
  await Promise.all(files.map((file) => world.drop(file)));
  while (!files.every((file) => world.endingsOf(file).length > 0)) await delay(20);
  await world.idle();
  await world.mean(null);
}

/** What every summary of a file says; that it may be repeated is said of an attempt. */
const withoutMark = (summary: CustomerFileProcessed): object => ({ ...summary, possiblyRepeated: null });

async function checkFile(file: Generated, { customers, ledger, mails }: Traces): Promise<void> {
  const [ending, ...more] = world.endingsOf(file) as [CustomerFileProcessed];
  const { fileId, status, counts, rejects, refusal } = ending;
  for (const other of more) expect(withoutMark(other)).toEqual(withoutMark(ending));
  expect([status, refusal?.code ?? null]).toEqual(
    file.refused
      ? ['refused', file.valid.size + file.invalid > 0 ? 'TOO_MANY_REJECTS' : 'HEADER_MISSING_COLUMN']
      : ['processed', null],
  );
  if (counts)
    expect(counts).toMatchObject({
      total: file.valid.size + file.invalid,
      valid: file.valid.size,
      invalid: file.invalid,
    });
  const loaded = file.refused ? 0 : file.valid.size;
  expect((counts?.inserted ?? 0) + (counts?.unchanged ?? 0) + (counts?.conflicting ?? 0)).toBe(loaded);
  expect(rejects ? await rowsOfObject(world.cloud, rejects) : 0).toBe(file.invalid);
  const parts = ledger.filter(({ file_id }) => file_id === fileId);
  expect(parts.map(({ part, published_at }) => [part, published_at !== null])).toEqual(
    Array.from({ length: Math.ceil(loaded / 50_000) }, (_, i) => [i + 1, true]),
  );
  for (const count of ['inserted', 'unchanged', 'conflicting'] as const)
    expect(parts.reduce((sum, part) => sum + part[count], 0)).toBe(counts?.[count] ?? 0);
  const own = customers.filter(({ source_file_id }) => source_file_id === fileId);
  expect(own.length).toBe(counts?.inserted ?? 0);
  expect(own.filter(({ customer_id, email }) => file.valid.get(Number(customer_id)) !== email)).toEqual([]);
  const subjects = mails.filter(({ body }) => body.text.includes(fileId)).map(({ subject }) => subject);
  expect(subjects.length).toBeGreaterThan(0);
  expect(subjects.filter((subject) => !subject.includes('[possibly repeated]')).length).toBeLessThanOrEqual(1);
}

/** Four seeds in every run of the tests; all ten, with `MEAN_SEEDS=all`, take some minutes. */
const several = (seeds: readonly number[]): readonly number[] =>
  process.env.MEAN_SEEDS === 'all' ? seeds : seeds.slice(0, 2);

/** Seeds of the second half have a feed that refuses files with too many rejects. */
describe.each([
  ['null', 1, [1, 2, 3, 4, 5]],
  ['"40%"', 0.4, [6, 7, 8, 9, 10]],
] as const)('where everything fails now and then, maxRejects %s', (maxRejects, most, seeds) => {
  beforeAll(() => world.deploy({ maxRejects: JSON.parse(maxRejects) as string | null }));

  it.each(several(seeds))(
    'seed %d: every file is counted right, each customer is there once, each e-mail is sent once or says that it may be repeated',
    async (seed) => {
      const files = generated(seed, most);
      await bring(seed, files);
      const traces = await look(world.cloud);
      const customers = traces.customers.filter(
        ({ customer_id }) => Math.floor(Number(customer_id) / IDS_PER_SEED) === seed,
      );
      for (const file of files) await checkFile(file, { ...traces, customers });
      const sent = new Set(files.filter(({ refused }) => !refused).flatMap(({ valid }) => [...valid.keys()]));
      expect(customers.map(({ customer_id }) => Number(customer_id))).toEqual([...sent].sort((a, b) => a - b));
      expect(world.deadLetters).toEqual([]);
    },
  );
});

describe('a replay of everything', () => {
  async function replay(): Promise<void> {
    const events = new EventBridgeClient(clientOf(world.cloud.endpoints.control, world.cloud.endpoints));
    const [bus, archive] = ['event-bus', 'archive'].map(
      (kind) =>
        `arn:aws:events:${world.cloud.endpoints.region}:${world.cloud.endpoints.account}:${kind}/customer-files-local`,
    );
    const times = { EventStartTime: new Date(Date.now() - 60 * MINUTE), EventEndTime: new Date(Date.now() + MINUTE) };
    await events.send(
      new StartReplayCommand({
        ReplayName: 'everything',
        EventSourceArn: archive,
        Destination: { Arn: bus },
        ...times,
      }),
    );
    while ((await events.send(new DescribeReplayCommand({ ReplayName: 'everything' }))).State !== 'COMPLETED')
      await delay(50);
    events.destroy();
  }

  it('seed 11: changes nothing, and sends nothing', async () => {
    const before = await look(world.cloud);
    await world.mean({ seed: 11 });
    await replay();
    await world.idle();
    await world.mean(null);
    expect(await look(world.cloud)).toEqual(before);
    expect(world.deadLetters).toEqual([]);
  });
});

it('was as mean as it could be', () => {
  expect([...world.faults.keys()].sort()).toEqual(Object.keys(ODDS).sort());
});
