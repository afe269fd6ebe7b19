import type { CustomerFileProcessed } from '@customer-files/events';
import { OpenFiles } from '../adapters/open-files';
import { SendRecordStore } from '../adapters/send-record-store';
import { endingContent } from '../domain/email/ending-content';
import { mailOf } from '../domain/email/mail';
import { endingMetrics } from '../domain/file-metrics';
import type { FileProgress } from '../domain/file-progress';
import { linkTo } from '../domain/rejects-link';
import { isLeased, LeaseHeld } from '../domain/send-record';
import { summarise } from '../domain/summary';
import type { NotificationEffects } from './effects';
import { type Outgoing, sendOnce } from './send-once';

/**
 * Reports once how a file ended, with one e-mail and one event, measures it, and removes its marker. Its metrics follow the
 * last write of the report, which one invocation alone makes: a crash right then loses them, and nothing counts a file twice.
 *
 * @throws {CountsDisagree} if the file's numbers do not add up; then there is no e-mail
 * @throws {LeaseHeld} while another invocation reports the file
 * @throws {MailRefused} if the e-mail was not sent
 */
export async function reportEnding(
  fileId: string,
  progress: FileProgress,
  effects: NotificationEffects,
): Promise<void> {
  // Before the lease is taken: a file whose numbers disagree gets no e-mail.
  const summary = summarise(progress, {
    finishedAt: effects.now().toISOString(),
    possiblyRepeated: false,
    late: false,
  });
  const late = await wasReportedAsStalled(fileId, effects);
  const reported = await sendOnce(fileId, 'ending', effects, async ({ foundAt, possiblyRepeated }) =>
    ending(summarise(progress, { finishedAt: foundAt, possiblyRepeated, late }), effects),
  );
  if (reported) effects.measure(endingMetrics(summary, secondsSince(progress, effects.now())));
  await new OpenFiles(effects.store, effects.bucket).close(fileId);
}

/** Since S3 reported the file. */
function secondsSince({ received, refused }: FileProgress, now: Date): number {
  return (now.getTime() - Date.parse((refused ?? received)!.receivedAt)) / 1000;
}

/**
 * True if the stalled e-mail was or may have been sent.
 *
 * @throws {LeaseHeld} while another invocation decides; it re-checks completeness after taking the lease
 */
async function wasReportedAsStalled(fileId: string, { store, bucket, now }: NotificationEffects): Promise<boolean> {
  const stored = await new SendRecordStore(store, bucket, 'stalled').find(fileId);
  if (!stored) return false;
  const { state, possiblyRepeated } = stored.record;
  if (state === 'claimed' && isLeased(stored.record, now())) throw new LeaseHeld(fileId, 'stalled');
  return state !== 'unsent' || possiblyRepeated;
}

function ending(
  summary: CustomerFileProcessed,
  { store, bucket, publish, mail, functionName, region }: NotificationEffects,
): Outgoing {
  const rejectsLink = summary.rejects && linkTo(summary.rejects, summary.fileId, region, mail.rejectsLink);
  return {
    mail: mailOf(endingContent(summary, { functionName, rejectsLink }), mail),
    afterwards: async () => {
      await store.put(bucket, `files/${summary.fileId}/summary.json`, JSON.stringify(summary), {
        contentType: 'application/json',
      });
      await publish([summary]);
    },
  };
}
