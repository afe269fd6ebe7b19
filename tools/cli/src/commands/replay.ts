import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelReplayCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  EventBridgeClient,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { oneLine } from '@customer-files/format';
import type { ReplayCommand } from '../command';
import { UsageError } from '../../bin/usage-error.mjs';
import { type Account, notFound } from '../account';
import { CONSUMERS, queueOf } from '../consumers';
import { onStage } from '../on-stage';
import type { Progress } from '../progress';
import { Queues } from '../queues';
import { ReplayChanges } from '../replay-changes';

/** How often the state of a replay is read. */
const LOCAL_POLL_MS = 100;
const ACCOUNT_POLL_MS = 5000;

const OVER = new Set(['COMPLETED', 'CANCELLED', 'FAILED']);

/** The names of the rules on the bus of these services; none for all rules. */
function rulesOf(services: readonly string[], stage: string): string[] {
  const onTheBus = CONSUMERS.filter(({ sources }) => sources.some((source) => source.startsWith('customer-files.')));
  const rules = onTheBus.filter(({ service }) => services.includes(service));
  // A replay that names no rule goes to all of them.
  for (const service of services)
    if (!rules.some((rule) => rule.service === service))
      throw new UsageError(`--rules ${service}: it consumes nothing from the bus, so a replay does not reach it`);
  return rules.map((consumer) => queueOf(consumer, stage));
}

/** Starts a replay of the archive of the bus. Resolves with its name. */
async function begin(events: EventBridgeClient, account: Account, { from, to, rules }: ReplayCommand): Promise<string> {
  const archive = `customer-files-${account.stage}`;
  const names = rulesOf(rules, account.stage);
  const { ArchiveArn, EventSourceArn } = await events
    .send(new DescribeArchiveCommand({ ArchiveName: archive }))
    .catch((error: unknown) => Promise.reject(notFound(error, `the archive ${archive}`, account)));
  const ReplayName = `customer-files-${Date.now()}`;
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

/** Waits for the end of a replay. Resolves with its state and the reason that AWS gives. */
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

async function run(command: ReplayCommand, account: Account, progress: Progress): Promise<number> {
  const events = new EventBridgeClient(account.events);
  const changes = account.local && (await ReplayChanges.begin(account.local));
  const name = await begin(events, account, command);
  // Ctrl-C cancels the replay itself, not only the waiting for it.
  process.once('SIGINT', () => void events.send(new CancelReplayCommand({ ReplayName: name })).catch(() => undefined));
  const { state, reason } = await follow(events, name, account, progress);
  if (changes) {
    progress.step(() => 'waiting until the services have handled the events');
    await new Queues(account).idle(account.stage);
  }
  progress.end();
  process.stdout.write(
    `replay ${name}: ${state.toLowerCase()}${reason && state === 'FAILED' ? ` (${oneLine(reason)})` : ''}\n`,
  );
  process.stdout.write(
    changes ? await changes.describe() : 'see its changes in the e-mails and in part_ledger (published_at)\n',
  );
  return state === 'COMPLETED' ? 0 : 1;
}

/** `customer-files replay`: sends archived events to the services again. Returns the exit status. */
export function replay(command: ReplayCommand): Promise<number> {
  return onStage(command, (account, progress) => run(command, account, progress));
}
