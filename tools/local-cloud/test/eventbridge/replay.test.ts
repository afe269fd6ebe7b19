import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CancelReplayCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  type DescribeReplayCommandOutput,
  type ReplayState,
  StartReplayCommand,
  type StartReplayCommandInput,
} from '@aws-sdk/client-eventbridge';
import { archiveArn, busArn, replayArn, ruleArn } from '../../src/account';
import { ServedBridge } from './served-bridge';

let served: ServedBridge;

beforeEach(async () => {
  served = await ServedBridge.start();
  served.bridge.createBus('orders');
  served.bridge.createBus('other');
  await served.archive('all', 'orders');
  await served.archive('others', 'other');
});

afterEach(() => served.stop());

const at = (clock: string): Date => new Date(`2026-11-22T${clock}Z`);

const USUAL: StartReplayCommandInput = {
  ReplayName: 'again',
  EventSourceArn: archiveArn('all'),
  EventStartTime: at('00:00:00'),
  EventEndTime: at('23:59:59'),
  Destination: { Arn: busArn('orders') },
};

const start = (more: Partial<StartReplayCommandInput> = {}) =>
  served.client.send(new StartReplayCommand({ ...USUAL, ...more }));
const describeReplay = (ReplayName = 'again') => served.client.send(new DescribeReplayCommand({ ReplayName }));
const cancel = (ReplayName = 'again') => served.client.send(new CancelReplayCommand({ ReplayName }));

/** Resolves when the replay is in one of the states. */
async function until(states: ReplayState[], name?: string): Promise<DescribeReplayCommandOutput> {
  for (;;) {
    const described = await describeReplay(name);
    if (states.includes(described.State!)) return described;
  }
}

const ended = (name?: string) => until(['COMPLETED', 'CANCELLED', 'FAILED'], name);

/**
 * Publishes an event for each time, with the time in its detail, and then adds a rule with the queue `all` as target.
 */
async function archived(...clocks: string[]): Promise<void> {
  for (let i = 0; i < clocks.length; i += 10) {
    await served.publish(
      ...clocks.slice(i, i + 10).map((clock, n) => ({ Time: at(clock), Detail: JSON.stringify({ clock, n: i + n }) })),
    );
  }
  served.rule('orders', 'all', { source: ['shop'] });
}

const clocks = (): string[] => served.got('all').map(({ detail }) => String(detail.clock));

describe('replays', () => {
  it('a replay matches and delivers a detail as it was sent, with all digits and repeated names', async () => {
    const details = ['{"n":9007199254740993}', '{"n":1,"n":2}', '{"n":[1e309],\n"s":",\\"detail\\":"}'];
    await served.publish(...details.map((Detail) => ({ Time: at('10:00:00'), Detail })));
    served.rule('orders', 'all', { source: ['shop'] });
    served.rule('orders', 'positive', { detail: { n: [{ numeric: ['>', 0] }] } });
    await start();
    await ended();
    const detailOf = (body: string): string => body.slice(body.indexOf(',"detail":') + 10, -1);
    const delivered = (name: string): string[] =>
      served.messages.filter(({ queue }) => queue === name).map(({ body }) => detailOf(body));
    expect(delivered('all').sort()).toEqual(details.map((detail) => detail.replace('\n', ' ')).sort());
    expect(delivered('positive')).toEqual(['{"n":1,"n":2}']);
  });

  it('a replay delivers the archived events again, with the name of the replay and new ids', async () => {
    served.rule('orders', 'first', { source: ['shop'] });
    await archived('10:00:00');
    const [first] = served.got('first');
    await start();
    await ended();
    const [again] = served.got('all');
    expect(again).toEqual({ ...first, id: expect.any(String), 'replay-name': 'again' });
    expect(again!.id).not.toBe(first!.id);
    expect(Object.keys(again!)).toEqual([
      'version',
      'id',
      'detail-type',
      'source',
      'account',
      'time',
      'region',
      'replay-name',
      'resources',
      'detail',
    ]);
  });

  it('a replay delivers the events from its start time on and before its end time', async () => {
    await archived('09:59:59', '10:00:00', '10:30:00', '10:59:59', '11:00:00');
    await start({ EventStartTime: at('10:00:00'), EventEndTime: at('11:00:00') });
    await ended();
    expect(clocks()).toEqual(['10:00:00', '10:30:00', '10:59:59']);
  });

  it('a replay delivers minute by minute, in random order within a minute', async () => {
    const later = Array.from({ length: 30 }, (_, i) => `10:02:${String(i).padStart(2, '0')}`);
    await archived(...later, '10:01:59', '10:00:00');
    await start();
    await ended();
    expect(clocks().slice(0, 2)).toEqual(['10:00:00', '10:01:59']);
    expect(clocks().slice(2)).not.toEqual(later);
    expect(clocks().slice(2).sort()).toEqual(later);
  });

  it('a replay begins a minute only after every queue has received the minute before', async () => {
    await archived('10:00:00', '10:01:00');
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    served.before = (_queue, { detail }) => (seen.push(detail.clock), gate);
    await start();
    await until(['RUNNING']);
    expect(seen).toEqual(['10:00:00']);
    release();
    await ended();
    expect(seen).toEqual(['10:00:00', '10:01:00']);
  });

  it('a replay delivers to all matching rules of its bus, and only to those', async () => {
    await archived('10:00:00');
    served.rule('orders', 'live', { source: ['shop'], 'replay-name': [{ exists: false }] });
    served.rule('orders', 'replays', { 'replay-name': ['again'] });
    served.rule('other', 'elsewhere', { source: ['shop'] });
    await start();
    await ended();
    expect(served.sent.map(({ queue }) => queue).sort()).toEqual(['all', 'replays']);
  });

  it('a replay delivers only to the rules in its FilterArns', async () => {
    await archived('10:00:00');
    served.rule('orders', 'one', { source: ['shop'] });
    served.rule('orders', 'two', { source: ['other'] });
    const Destination = {
      Arn: busArn('orders'),
      FilterArns: [ruleArn('orders', 'to-one'), ruleArn('orders', 'to-two')],
    };
    await start({ Destination });
    expect((await ended()).Destination).toEqual(Destination);
    expect(served.sent.map(({ queue }) => queue)).toEqual(['one']);
  });

  it('a replay does not archive its events again', async () => {
    await archived('10:00:00');
    await start();
    await ended();
    expect(await served.client.send(new DescribeArchiveCommand({ ArchiveName: 'all' }))).toMatchObject({
      EventCount: 1,
    });
  });

  it('a replay delivers events that were archived before a restart', async () => {
    await archived('10:00:00');
    await served.stop({ keep: true });
    served = await ServedBridge.start(served.folder);
    served.bridge.createBus('orders');
    await served.archive('all', 'orders');
    served.rule('orders', 'all', { source: ['shop'] });
    await start();
    await ended();
    expect(clocks()).toEqual(['10:00:00']);
  });
});

describe('states of replays', () => {
  it('the state of a replay is STARTING, then RUNNING, then COMPLETED', async () => {
    await archived('10:00:00', '10:05:30', '10:05:10');
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    served.before = () => gate;
    expect(await start({ Description: 'why' })).toMatchObject({
      State: 'STARTING',
      ReplayArn: replayArn('again'),
      ReplayStartTime: served.now,
    });
    const running = await until(['RUNNING']);
    expect([running.EventLastReplayedTime, running.ReplayEndTime]).toEqual([undefined, undefined]);
    served.now = at('12:00:00');
    release();
    const { $metadata: _, ...completed } = await ended();
    expect(completed).toEqual({
      ReplayName: 'again',
      ReplayArn: 'arn:aws:events:eu-west-1:000000000000:replay/again',
      Description: 'why',
      State: 'COMPLETED',
      EventSourceArn: archiveArn('all'),
      Destination: { Arn: busArn('orders') },
      EventStartTime: at('00:00:00'),
      EventEndTime: at('23:59:59'),
      EventLastReplayedTime: at('10:05:30'),
      ReplayStartTime: at('10:00:00'),
      ReplayEndTime: at('12:00:00'),
    });
  });

  it('the state of a replay contains no EventLastReplayedTime if there was no event', async () => {
    await start();
    expect(await ended()).toMatchObject({ State: 'COMPLETED', ReplayEndTime: served.now });
    expect((await describeReplay()).EventLastReplayedTime).toBeUndefined();
  });

  it('the state of a replay is CANCELLING, then CANCELLED after the current minute of events', async () => {
    await archived('10:00:00', '10:01:00', '10:02:00');
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    served.before = () => gate;
    await start();
    await until(['RUNNING']);
    expect(await cancel()).toMatchObject({ State: 'CANCELLING', ReplayArn: replayArn('again') });
    expect(await describeReplay()).toMatchObject({ State: 'CANCELLING' });
    release();
    expect(await ended()).toMatchObject({
      State: 'CANCELLED',
      EventLastReplayedTime: at('10:00:00'),
      ReplayEndTime: served.now,
    });
    expect(clocks()).toEqual(['10:00:00']);
  });

  it('the state of a replay is FAILED if the archive cannot be read', async () => {
    await archived('10:00:00');
    appendFileSync(join(served.folder, 'all', '2026-11-22.jsonl'), 'edited by hand\n');
    await start();
    const StateReason = expect.stringMatching(/^line 2 of .*2026-11-22\.jsonl is not JSON$/) as string;
    expect(await ended()).toMatchObject({ State: 'FAILED', StateReason, ReplayEndTime: served.now });
    expect(served.sent).toEqual([]);
  });
});

describe('StartReplay', () => {
  it.each<[Partial<StartReplayCommandInput>, string, string]>([
    [
      { ReplayName: 'a b' },
      'ValidationException',
      "Value 'a b' at 'replayName' failed to satisfy constraint: Member must satisfy regular expression pattern",
    ],
    [{ ReplayName: 'x'.repeat(65) }, 'ValidationException', 'length less than or equal to 64'],
    [{ ReplayName: undefined }, 'ValidationException', "Value null at 'replayName'"],
    [{ EventSourceArn: undefined }, 'ValidationException', "Value null at 'eventSourceArn'"],
    [{ EventStartTime: undefined }, 'ValidationException', "Value null at 'eventStartTime'"],
    [{ EventEndTime: undefined }, 'ValidationException', "Value null at 'eventEndTime'"],
    [{ Destination: undefined }, 'ValidationException', "Value null at 'destination'"],
    [{ Description: 'x'.repeat(513) }, 'ValidationException', 'length less than or equal to 512'],
    [
      { EventEndTime: USUAL.EventStartTime },
      'ValidationException',
      'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    ],
    [
      { EventSourceArn: archiveArn('none') },
      'ValidationException',
      'Parameter EventSourceArn is not valid. Reason: Archive none does not exist.',
    ],
    [
      { EventSourceArn: archiveArn('all').replace('eu-west-1', 'us-east-1') },
      'ValidationException',
      'Archive all does not exist.',
    ],
    [
      { Destination: { Arn: 'orders' } },
      'ValidationException',
      'Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.',
    ],
    [{ Destination: { Arn: busArn('none') } }, 'ResourceNotFoundException', 'Event bus none does not exist.'],
    [
      { Destination: { Arn: busArn('other') } },
      'ValidationException',
      'Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    ],
    [
      { Destination: { Arn: busArn('orders'), FilterArns: [ruleArn('orders', 'none')] } },
      'ResourceNotFoundException',
      'Rule none does not exist on',
    ],
  ])('StartReplay refuses %j with %s', async (wrong, name, message) => {
    await expect(start(wrong)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(served.bridge.replays.all()).toEqual([]);
  });

  it('StartReplay refuses a name that was used before', async () => {
    await start();
    await ended();
    await expect(start()).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'Replay again already exists.',
    });
  });

  it('StartReplay refuses an eleventh replay while ten are active', async () => {
    await archived('10:00:00');
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    served.before = () => gate;
    for (let i = 0; i < 10; i++) await start({ ReplayName: `r${i}` });
    await expect(start()).rejects.toMatchObject({ name: 'LimitExceededException' });
    release();
    for (let i = 0; i < 10; i++) await ended(`r${i}`);
    await start();
    await ended();
  });
});

describe('DescribeReplay and CancelReplay', () => {
  it('DescribeReplay and CancelReplay refuse a replay that does not exist', async () => {
    await expect(describeReplay('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Replay none does not exist.',
    });
    await expect(cancel('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Replay none does not exist.',
    });
  });

  it('DescribeReplay and CancelReplay refuse to cancel a replay that has ended', async () => {
    await start();
    await ended();
    await expect(cancel()).rejects.toMatchObject({
      name: 'IllegalStatusException',
      message: 'Replay again is not in a valid state for this operation.',
    });
  });
});
