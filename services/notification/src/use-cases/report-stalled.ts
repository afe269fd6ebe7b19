import { FileEventStore } from '../adapters/file-event-store';
import { stalledHtml } from '../domain/email/stalled-html';
import { stalledText } from '../domain/email/stalled-text';
import { stalledSubject } from '../domain/email/stalled-words';
import { isWhole } from '../domain/file-progress';
import { stalledFile } from '../domain/stalled';
import type { NotificationEffects } from './effects';
import { reportOnce } from './report-once';

/** Reports, once, that nothing more is heard of a file. Throws `LeaseHeld`, `MailRefused`. */
export async function reportStalled(fileId: string, effects: NotificationEffects): Promise<void> {
  const {
    store,
    bucket,
    mail: { sender, recipients },
    functionName,
    stage,
  } = effects;
  await reportOnce(fileId, 'stalled', effects, async ({ possiblyRepeated }) => {
    // Only now: whoever ends the file looks for our claim, so either he sees it, or we see what he has heard.
    const filed = await new FileEventStore(store, bucket).soFar(fileId);
    if (isWhole(filed)) return null;
    const file = stalledFile(fileId, filed);
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
