import { mailOf } from '../domain/email/mail';
import { unreceivedContent } from '../domain/email/unreceived-content';
import { LeaseHeld } from '../domain/send-record';
import type { ReportStalledEffects } from './report-stalled';
import { sendOnce } from './send-once';

/** The effects of the report of files that were never received. */
export interface ReportUnreceivedEffects extends ReportStalledEffects {
  /** How many messages a queue has, about. */
  messagesIn: (queue: string) => Promise<number>;
}

/**
 * Reports, with one e-mail a day for as long as it lasts, that events of S3 are in the dead letters of ingestion. No other service
 * has an event of these files, so nothing else reports them to their owner.
 *
 * @throws {MailRefused} if the e-mail was not sent
 */
export async function reportUnreceived(effects: ReportUnreceivedEffects): Promise<void> {
  const { deadLetterQueues, functionName, mail, messagesIn, now } = effects;
  const queues = deadLetterQueues.ingestion;
  let messages = 0;
  for (const queue of queues) messages += await messagesIn(queue);
  if (messages === 0) return;
  const day = now().toISOString().slice(0, 10);
  try {
    await sendOnce(`unreceived-${day}`, 'unreceived', effects, ({ possiblyRepeated }) =>
      Promise.resolve({
        mail: mailOf(unreceivedContent({ messages, queues, functionName, possiblyRepeated }), mail),
        afterwards: () => Promise.resolve(),
      }),
    );
  } catch (error) {
    // Another invocation is sending it.
    if (!(error instanceof LeaseHeld)) throw error;
  }
}
