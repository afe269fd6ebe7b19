import { FileEventStore } from '../adapters/file-event-store';
import { mailOf } from '../domain/email/mail';
import { stalledContent } from '../domain/email/stalled-content';
import { stalledMetrics } from '../domain/file-metrics';
import { isComplete, partsOf } from '../domain/file-progress';
import { type DeadLetterQueues, stalledFile } from '../domain/stalled';
import type { NotificationEffects } from './effects';
import { sendOnce } from './send-once';

/** The effects of the report of a stalled file. */
export interface ReportStalledEffects extends NotificationEffects {
  deadLetterQueues: DeadLetterQueues;
}

/**
 * Reports once, with one e-mail, that a file has stalled, and counts it.
 *
 * @throws {LeaseHeld} while another invocation reports it
 * @throws {MailRefused} if the e-mail was not sent
 */
export async function reportStalled(fileId: string, effects: ReportStalledEffects): Promise<void> {
  const { store, bucket, mail, functionName, deadLetterQueues } = effects;
  const reported = await sendOnce(fileId, 'stalled', effects, async ({ possiblyRepeated }) => {
    // Read again after taking the lease: the completing invocation checks for it, so one of the two sees the other.
    const events = await new FileEventStore(store, bucket).all(fileId);
    if (isComplete(events.keys(), partsOf(events))) return null;
    const content = stalledContent(stalledFile(fileId, events), { functionName, possiblyRepeated, deadLetterQueues });
    return { mail: mailOf(content, mail), afterwards: () => Promise.resolve() };
  });
  if (reported) effects.measure(stalledMetrics());
}
