import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelReplayCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  EventBridgeClient,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { FeedSettings } from '@customer-files/events';
import type { ReplayCommand } from '../command';
import { type Account, localAccount, realAccount } from '../account';
import { attachOrBringUp } from '../bring-up';
import { CONSUMERS, queueOf } from '../consumers';
import { Progress } from '../progress';
import { Queues } from '../queues';
import { Watch } from '../replay-changes';

/** How often the state of a replay is asked for. */
const LOCAL_POLL_MS = 100;
const ACCOUNT_POLL_MS = 5000;

const OVER = new Set(['COMPLETED', 'CANCELLED', 'FAILED']);

/** Starts a replay of the archive of the bus; returns its name. Rules are named by their services. */
async function begin(
  events: EventBridgeClient,
  { stage }: Account,
  { from, to, rules }: ReplayCommand,
): Promise<string> {
  const bus = `customer-files-${stage}`;
  const { ArchiveArn, EventSourceArn } = await events.send(new DescribeArchiveCommand({ ArchiveName: bus }));
  const ReplayName = `customer-files-${Date.now()}`;
  const names = CONSUMERS.filter(({ service }) => rules.includes(service)).map((consumer) => queueOf(consumer, stage));
  const ruleArn = (name: string): string => `${EventSourceArn!.replace(':event-bus/', ':rule/')}/${name}`;
  await events.send(
    new StartReplayCommand({
      ReplayName,
      EventSourceArn: ArchiveArn,
      EventStartTime: new Date(from),
      EventEndTime: new Date(to),
      Destination: { Arn: EventSourceArn, ...(names.length > 0 ? { FilterArns: names.map(ruleArn) } : {}) },
    }),
  );
  return ReplayName;
}

/** Waits for the end of a replay. Returns its state, and what AWS says about it. */
async function follow(
  events: EventBridgeClient,
  name: string,
  account: Account,
  progress: Progress,
): Promise<{ state: string; reason: string }> {
  for (;;) {
    const {
      State = '',
      StateReason = '',
      EventLastReplayedTime,
    } = await events.send(new DescribeReplayCommand({ ReplayName: name }));
    progress.step(
      () =>
        `replay ${name}: ${State.toLowerCase()}${EventLastReplayedTime ? `, up to ${EventLastReplayedTime.toISOString()}` : ''}`,
    );
    if (OVER.has(State)) return { state: State, reason: StateReason };
    await delay(account.local ? LOCAL_POLL_MS : ACCOUNT_POLL_MS);
  }
}

async function run(asked: ReplayCommand, account: Account, progress: Progress): Promise<number> {
  const events = new EventBridgeClient(account.events);
  const watch = account.local && (await Watch.begin(account.local));
  const name = await begin(events, account, asked);
  // Ctrl-C ends what it sees: the replay, not only the waiting for it.
  process.once('SIGINT', () => void events.send(new CancelReplayCommand({ ReplayName: name })).catch(() => undefined));
  const { state, reason } = await follow(events, name, account, progress);
  if (watch) {
    progress.step(() => 'waiting until the services have handled it');
    await new Queues(account).idle(account.stage);
  }
  progress.end();
  process.stdout.write(`replay ${name}: ${state.toLowerCase()}${reason && state === 'FAILED' ? ` (${reason})` : ''}\n`);
  process.stdout.write(
    watch ? await watch.changes() : 'what it changed is in the e-mails and in part_ledger (published_at)\n',
  );
  return state === 'COMPLETED' ? 0 : 1;
}

/** `customer-files replay`: brings archived events to the services once more. Returns the exit status. */
export async function replay(asked: ReplayCommand): Promise<number> {
  const progress = new Progress();
  const account = asked.stage
    ? realAccount(asked.stage, asked.region)
    : localAccount(await attachOrBringUp(new FeedSettings(), progress));
  try {
    return await run(asked, account, progress);
  } finally {
    progress.end();
    await account.local?.close();
  }
}
