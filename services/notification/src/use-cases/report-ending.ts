import { Reports } from '../adapters/reports';
import { OpenFiles } from '../adapters/open-files';
import { htmlBody } from '../domain/email/html';
import { textBody } from '../domain/email/text';
import { subject } from '../domain/email/words';
import type { Heard } from '../domain/file-progress';
import { linkTo } from '../domain/rejects-link';
import { summarise } from '../domain/summary';
import type { NotificationEffects } from './effects';
import { type Composed, isUnderWay, LeaseHeld, reportOnce } from './report-once';

/** Reports how a file ended, once: one e-mail, one event; then it is no longer open. Throws `LeaseHeld`, `CountsDisagree`, `MailRefused`. */
export async function reportEnding(fileId: string, heard: Heard, effects: NotificationEffects): Promise<void> {
  // Before anything is claimed: a file whose numbers disagree gets no e-mail at all.
  summarise(heard, { finishedAt: effects.now().toISOString(), possiblyRepeated: false, late: false });
  const late = await wasReportedAsStalled(fileId, effects);
  await reportOnce(fileId, 'ending', effects, async ({ foundAt, possiblyRepeated }) =>
    ending(summarise(heard, { finishedAt: foundAt, possiblyRepeated, late }), effects),
  );
  await new OpenFiles(effects.store, effects.bucket).close(fileId);
}

/**
 * Whether the owner has, or may have, the e-mail that the file has stalled. Throws {@link LeaseHeld} where that is just being
 * decided: whoever decides it looks once more after his claim, and finds the file complete or sends.
 */
async function wasReportedAsStalled(fileId: string, { store, bucket, now }: NotificationEffects): Promise<boolean> {
  const stored = await new Reports(store, bucket, 'stalled').find(fileId);
  if (!stored) return false;
  const { state, possiblyRepeated } = stored.report;
  if (state === 'claimed' && isUnderWay(stored.report, now())) throw new LeaseHeld(fileId, 'stalled');
  return state !== 'unsent' || possiblyRepeated;
}

function ending(
  summary: ReturnType<typeof summarise>,
  { store, bucket, publish, mail, functionName, region }: NotificationEffects,
): Composed {
  const { sender, recipients } = mail;
  const rejectsLink = summary.rejects && linkTo(summary.rejects, summary.fileId, region, mail.rejectsLink);
  const about = { functionName, rejectsLink };
  return {
    mail: {
      sender,
      recipients,
      subject: subject(summary),
      html: htmlBody(summary, about),
      text: textBody(summary, about),
    },
    afterwards: async () => {
      await store.put(bucket, `files/${summary.fileId}/summary.json`, JSON.stringify(summary), {
        contentType: 'application/json',
      });
      await publish([summary]);
    },
  };
}
