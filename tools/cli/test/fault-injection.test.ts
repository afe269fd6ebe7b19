import { setTimeout as delay } from 'node:timers/promises';
import { DescribeReplayCommand, EventBridgeClient, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import type { CustomerFileProcessed } from '@customer-files/events';
import { FAULT_RATES } from '@customer-files/local-cloud';
import { clientOf } from '../src/local-deployment';
import { FaultyPipeline } from './fault-injection/faulty-pipeline';
import { type GeneratedFile, generatedFiles, IDS_PER_SEED } from './fault-injection/generated-files';
import { readTraces, rowsOfObject, type Traces } from './fault-injection/traces';

const MINUTE = 60_000;
jest.setTimeout(5 * MINUTE);

let pipeline: FaultyPipeline;
beforeAll(async () => {
  pipeline = await FaultyPipeline.start();
});
afterAll(() => pipeline?.close());

/** Uploads the files while faults are injected. Resolves, with the faults stopped, when all queues are empty. */
async function processAll(seed: number, files: readonly GeneratedFile[]): Promise<void> {
  await pipeline.injectFaults({ seed });
  await Promise.all(files.map((file) => pipeline.upload(file)));
  while (!files.every((file) => pipeline.summariesOf(file).length > 0)) await delay(20);
  await pipeline.idle();
  await pipeline.injectFaults(null);
}

/** What all summaries of a file have in common; `possiblyRepeated` belongs to one attempt. */
const withoutMark = (summary: CustomerFileProcessed): object => ({ ...summary, possiblyRepeated: null });

async function checkFile(file: GeneratedFile, { customers, ledger, mails }: Traces): Promise<void> {
  const [summary, ...more] = pipeline.summariesOf(file) as [CustomerFileProcessed];
  const { fileId, status, counts, rejects, refusal } = summary;
  for (const other of more) expect(withoutMark(other)).toEqual(withoutMark(summary));
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
  expect(rejects ? await rowsOfObject(pipeline.cloud, rejects) : 0).toBe(file.invalid);
  const parts = ledger.filter(({ file_id }) => file_id === fileId);
  expect(parts.map(({ part, published_at }) => [part, published_at !== null])).toEqual(
    Array.from({ length: Math.ceil(loaded / 50_000) }, (_, i) => [i + 1, true]),
  );
  for (const count of ['inserted', 'unchanged', 'conflicting'] as const)
    expect(parts.reduce((sum, part) => sum + part[count], 0)).toBe(counts?.[count] ?? 0);
  const own = customers.filter(({ source_file_id }) => source_file_id === fileId);
  expect(own.length).toBe(counts?.inserted ?? 0);
  expect(own.filter(({ customer_id, email }) => file.valid.get(Number(customer_id)) !== email)).toEqual([]);
  const subjects = mails.filter(({ body }) => body.text!.includes(fileId)).map(({ subject }) => subject);
  expect(subjects.length).toBeGreaterThan(0);
  expect(subjects.filter((subject) => !subject.includes('[possibly repeated]')).length).toBeLessThanOrEqual(1);
}

/** Four seeds in every run of the tests; all ten, with `FAULT_SEEDS=all`, take some minutes. */
const several = (seeds: readonly number[]): readonly number[] =>
  process.env.FAULT_SEEDS === 'all' ? seeds : seeds.slice(0, 2);

/** The seeds 6 to 10 use a feed that refuses files with too many rejects. */
describe.each([
  ['null', 1, [1, 2, 3, 4, 5]],
  ['"40%"', 0.4, [6, 7, 8, 9, 10]],
] as const)('with injected faults and maxRejects %s', (maxRejects, share, seeds) => {
  beforeAll(() => pipeline.deploy({ maxRejects: JSON.parse(maxRejects) as string | null }));

  it.each(several(seeds))(
    'counts every file right, stores each customer once, and sends each e-mail once or marked as possibly repeated (seed %d)',
    async (seed) => {
      const files = generatedFiles(seed, share);
      await processAll(seed, files);
      const traces = await readTraces(pipeline.cloud);
      const customers = traces.customers.filter(
        ({ customer_id }) => Math.floor(Number(customer_id) / IDS_PER_SEED) === seed,
      );
      for (const file of files) await checkFile(file, { ...traces, customers });
      const sent = new Set(files.filter(({ refused }) => !refused).flatMap(({ valid }) => [...valid.keys()]));
      expect(customers.map(({ customer_id }) => Number(customer_id))).toEqual([...sent].sort((a, b) => a - b));
      expect(pipeline.deadLetters).toEqual([]);
    },
  );
});

describe('a replay of all events', () => {
  async function replay(): Promise<void> {
    const events = new EventBridgeClient(clientOf(pipeline.cloud.endpoints.control, pipeline.cloud.endpoints));
    const [bus, archive] = ['event-bus', 'archive'].map(
      (kind) =>
        `arn:aws:events:${pipeline.cloud.endpoints.region}:${pipeline.cloud.endpoints.account}:${kind}/customer-files-local`,
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

  it('changes nothing and sends nothing while faults are injected (seed 11)', async () => {
    const before = await readTraces(pipeline.cloud);
    await pipeline.injectFaults({ seed: 11 });
    await replay();
    await pipeline.idle();
    await pipeline.injectFaults(null);
    expect(await readTraces(pipeline.cloud)).toEqual(before);
    expect(pipeline.deadLetters).toEqual([]);
  });
});

it('the seeds together inject every kind of fault', () => {
  expect([...pipeline.faults.keys()].sort()).toEqual(Object.keys(FAULT_RATES).sort());
});
