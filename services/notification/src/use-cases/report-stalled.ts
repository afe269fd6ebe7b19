import { FileEventStore } from '../adapters/file-event-store';
import { stalledHtml } from '../domain/email/stalled-html';
import { stalledText } from '../domain/email/stalled-text';
import { stalledSubject } from '../domain/email/stalled-words';
import { isComplete, partsOf } from '../domain/file-progress';
import { stalledFile } from '../domain/stalled';
import type { NotificationEffects } from './effects';
import { sendOnce } from './send-once';

/**
 * Reports once, with one e-mail, that a file has stalled.
 *
 * @throws {LeaseHeld} while another invocation reports it
 * @throws {MailRefused} if the e-mail was not sent
 */
export async function reportStalled(fileId: string, effects: NotificationEffects): Promise<void> {
  const {
    store,
    bucket,
    mail: { sender, recipients },
    functionName,
    stage,
  } = effects;
  await sendOnce(fileId, 'stalled', effects, async ({ possiblyRepeated }) => {
    // Read again after taking the lease: the completing invocation checks for it, so one of the two sees the other.
    const events = await new FileEventStore(store, bucket).all(fileId);
    if (isComplete(events.keys(), partsOf(events))) return null;
    const file = stalledFile(fileId, events);
    const about = { functionName, stage, possiblyRepeated };
    const mail = {
      sender,
      recipients,
      subject: stalledSubject(file, about),
      html: stalledHtml(file, about),
      text: stalledText(file, about),
    };
    return { mail, afterwards: () => Promise.resolve() };
  });
}
