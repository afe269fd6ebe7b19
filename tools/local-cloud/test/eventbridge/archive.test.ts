import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeArchiveCommand } from '@aws-sdk/client-eventbridge';
import { busArn } from '../../src/account';
import { PatternInvalid } from '../../src/eventbridge/pattern/value-test';
import { ServedBridge } from './served-bridge';

let served: ServedBridge;

beforeEach(async () => {
  served = await ServedBridge.start();
  served.bridge.createBus('orders');
});

afterEach(() => served.stop());

const countOf = async (ArchiveName: string): Promise<number> =>
  (await served.client.send(new DescribeArchiveCommand({ ArchiveName }))).EventCount!;
const contentOf = (name: string): string => readFileSync(join(served.folder, name, '2026-11-22.jsonl'), 'utf8');
const eventsOf = (name: string): unknown[] =>
  contentOf(name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
const filesOf = (name: string): string[] => readdirSync(join(served.folder, name)).sort();

async function restart(): Promise<void> {
  const { now } = served;
  await served.stop({ keep: true });
  served = await ServedBridge.start(served.folder);
  served.now = now;
  served.bridge.createBus('orders');
}

describe('archives', () => {
  it('an archive stores the events of its bus that match its pattern, as lines of JSON', async () => {
    await served.archive('some', 'orders', { pattern: { detail: { n: [{ numeric: ['>', 1] }] } } });
    await served.publish({ Detail: '{"n":1}' }, { Detail: '{"n":2}' }, { Detail: '{"n":3}', EventBusName: 'default' });
    expect(eventsOf('some')).toEqual([expect.objectContaining({ source: 'shop', detail: { n: 2 } })]);
  });

  it('an archive stores an event before a queue receives it', async () => {
    await served.archive('all', 'orders');
    served.rule('orders', 'all', { source: ['shop'] });
    let before = 0;
    served.before = async () => void (before = await countOf('all'));
    await served.publish({});
    expect(before).toBe(1);
  });

  it('an archive is described with its settings and its size', async () => {
    await served.archive('all', 'orders', {
      pattern: { source: ['shop'] },
      retentionDays: 90,
      description: 'for replays',
    });
    await served.publish({}, {});
    const { $metadata: _, ...described } = await served.client.send(new DescribeArchiveCommand({ ArchiveName: 'all' }));
    expect(described).toEqual({
      ArchiveArn: 'arn:aws:events:eu-west-1:000000000000:archive/all',
      ArchiveName: 'all',
      Description: 'for replays',
      EventSourceArn: busArn('orders'),
      EventPattern: '{"source":["shop"]}',
      State: 'ENABLED',
      RetentionDays: 90,
      EventCount: 2,
      CreationTime: expect.any(Date),
      SizeBytes: contentOf('all').length,
    });
  });

  it('an archive survives a restart', async () => {
    await served.archive('all', 'orders');
    await served.publish({});
    await restart();
    await served.archive('all', 'orders');
    await served.publish({});
    expect(await countOf('all')).toBe(2);
  });

  it('an archive deletes the days before its retention when it is opened', async () => {
    await served.archive('all', 'orders', { retentionDays: 2 });
    for (const day of ['19', '20', '21', '22']) {
      served.now = new Date(`2026-11-${day}T23:59:59Z`);
      // The retention depends on the time of archiving, not on the time of the event.
      await served.publish({ Time: new Date('2020-01-01') });
    }
    await restart();
    await served.archive('all', 'orders', { retentionDays: 2 });
    expect(filesOf('all')).toEqual(['2026-11-20.jsonl', '2026-11-21.jsonl', '2026-11-22.jsonl']);
    await served.archive('all', 'orders', { retentionDays: 0 });
    expect(filesOf('all')).toHaveLength(3);
  });

  it('an archive removes an incomplete line that a killed process has left, and nothing else', async () => {
    await served.archive('all', 'orders');
    await served.publish({});
    writeFileSync(join(served.folder, 'all', 'notes.txt'), 'not of the archive');
    appendFileSync(join(served.folder, 'all', '2026-11-22.jsonl'), '{"version":"0","id":"');
    await restart();
    await served.archive('all', 'orders');
    await served.publish({});
    expect(eventsOf('all')).toHaveLength(2);
    expect(filesOf('all')).toEqual(['2026-11-22.jsonl', 'notes.txt']);
  });

  it('an archive changes its settings when it is created again, while events are published', async () => {
    await served.archive('all', 'orders');
    const pattern = { source: ['other'] };
    await Promise.all([served.publish({}), served.archive('all', 'orders', { pattern }), served.publish({})]);
    const before = await countOf('all');
    await served.publish({}, { Source: 'other' });
    expect(await countOf('all')).toBe(before + 1);
  });

  it('an archive is refused with an invalid pattern, and for a bus that does not exist', async () => {
    await expect(served.archive('bad', 'orders', { pattern: { source: [] } })).rejects.toBeInstanceOf(PatternInvalid);
    await expect(served.archive('bad', 'none')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(served.bridge.archives.all()).toEqual([]);
  });
});

describe('DescribeArchive', () => {
  it('DescribeArchive refuses a name that does not exist, and an invalid one', async () => {
    await expect(countOf('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Archive none does not exist.',
    });
    await expect(countOf('a b')).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
