import { setTimeout as delay } from 'node:timers/promises';
import type { CustomerFileProcessed } from '@customer-files/events';
import type { Account } from '../account';
import { CONSUMERS } from '../consumers';
import type { Progress } from '../progress';
import { placesOf } from './places';
import type { StageObjects } from './stage-objects';

/** Milliseconds between two looks at a stage. */
export const pollMs = ({ local }: Account): number => (local ? 100 : 2000);

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

/** What has not happened, and where to look. Notification stores the events of all services, so it can always be the cause. */
async function describeMissing(events: readonly string[], account: Account, seconds: number): Promise<string> {
  const service = missingFrom(events);
  const suspects = [...new Set([service, 'notification'])].flatMap((name) =>
    CONSUMERS.filter((consumer) => consumer.service === name && consumer.detailTypes.includes(CAUSES[name]!)),
  );
  const places = await Promise.all(suspects.map((consumer) => placesOf(consumer, account)));
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
    await delay(pollMs(account));
  }
}
