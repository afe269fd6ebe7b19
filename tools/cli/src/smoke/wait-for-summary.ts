import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CustomerFileProcessed } from '@customer-files/events';
import { formatNumber } from '@customer-files/format';
import type { Account } from '../account';
import { type Consumer, CONSUMERS, deadLettersOf, functionOf, queueOf } from '../consumers';
import { STATE } from '../paths';
import type { Progress } from '../progress';
import { Queues } from '../queues';
import type { StageObjects } from './stage-objects';

const LOCAL_POLL_MS = 100;
const ACCOUNT_POLL_MS = 2000;

/** What a service publishes its event of a file for: one of its consumers, while others do something else. */
const CAUSES: Readonly<Record<string, string>> = {
  ingestion: 'Object Created',
  validation: 'CustomerFileReceived',
  persistence: 'CustomerRowsValidated',
  notification: 'CustomerFileValidated',
};

/** The service whose event is missing, by the events that have arrived. */
function missingFrom(events: readonly string[]): string {
  if (events.includes('refused')) return 'notification';
  if (!events.includes('received')) return 'ingestion';
  if (!events.includes('validated')) return 'validation';
  return events.some((event) => event.startsWith('persisted-')) ? 'notification' : 'persistence';
}

async function depthOf(queues: Queues, queue: string): Promise<string> {
  try {
    const depth = await queues.depth(queue);
    return `${formatNumber(depth)} ${depth === 1 ? 'message' : 'messages'}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Where to look: the queue, the dead letters and the log of a consumer. */
async function placesOf(consumer: Consumer, account: Account, queues: Queues): Promise<string[]> {
  const { stage, local } = account;
  const name = functionOf(consumer, stage);
  const [queue, deadLetters] = [queueOf(consumer, stage), deadLettersOf(consumer, stage)];
  return [
    `${consumer.service}:`,
    `  queue         ${queue}: ${await depthOf(queues, queue)}`,
    `  dead letters  ${deadLetters}: ${await depthOf(queues, deadLetters)}`,
    local
      ? `  log           ${relative(process.cwd(), join(STATE, 'logs', `${name}.log`))}`
      : `  log group     /aws/lambda/${name}`,
  ];
}

/** What has not happened, and where to look. Notification stores the events of all services, so it can always be the cause. */
async function describeMissing(events: readonly string[], account: Account, seconds: number): Promise<string> {
  const service = missingFrom(events);
  const queues = new Queues(account);
  const suspects = [...new Set([service, 'notification'])].flatMap((name) =>
    CONSUMERS.filter((consumer) => consumer.service === name && consumer.detailTypes.includes(CAUSES[name]!)),
  );
  const places = await Promise.all(suspects.map((consumer) => placesOf(consumer, account, queues)));
  const arrived = events.length > 0 ? `arrived: ${events.join(', ')}` : 'none of its events has arrived';
  const awaited = service === 'notification' ? 'the summary of notification' : `the event of ${service}`;
  return [
    `${account.place}: no summary after ${seconds} s; ${arrived}; ${awaited} has not. Look at`,
    ...places.flat().map((line) => `  ${line}`),
  ].join('\n');
}

/**
 * Waits for the summary of a file.
 *
 * @param seconds the most that it waits
 * @throws with what has not happened, and the queues and logs to look at
 */
export async function waitForSummary(
  fileId: string,
  {
    account,
    objects,
    progress,
    seconds,
  }: { account: Account; objects: StageObjects; progress: Progress; seconds: number },
): Promise<CustomerFileProcessed> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const summary = await objects.summary(fileId);
    if (summary) return summary;
    const events = await objects.events(fileId);
    if (Date.now() >= deadline) throw new Error(await describeMissing(events, account, seconds));
    progress.step(() => `file ${fileId}: waiting for ${missingFrom(events)}`);
    await delay(account.local ? LOCAL_POLL_MS : ACCOUNT_POLL_MS);
  }
}
