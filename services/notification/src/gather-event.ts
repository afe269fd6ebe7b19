import { CustomerFileReceived } from '@customer-files/events';
import { HeardFiles } from './adapters/heard-files';
import { OpenFiles } from './adapters/open-files';
import { Reports } from './adapters/reports';
import type { HeardEvent } from './domain/heard';
import type { NotificationEffects } from './effects';
import { reportEnding } from './report-ending';

/**
 * Keeps what was heard and, when nothing of its file is missing, reports how the file ended: one e-mail, one event. Until then
 * the file is marked as open.
 *
 * @param time of the event's envelope
 */
export async function gatherEvent(event: HeardEvent, time: string, effects: NotificationEffects): Promise<void> {
  const { store, bucket, now } = effects;
  const { fileId } = event;
  const files = new HeardFiles(store, bucket);
  const kept = await files.keep(event, time, now());
  const names = await files.names(fileId);
  const heard = await files.complete(fileId, names, kept);
  // What comes after the end does not open the file again.
  if (heard && (await new Reports(store, bucket, 'ending').find(fileId))?.report.state === 'finished') return;
  if (!heard || marksAtEnd(event, names, kept.size > 0)) await new OpenFiles(store, bucket).mark(fileId);
  if (heard) await reportEnding(fileId, heard, effects);
}

/**
 * Every event of a file that is not complete marks it as open. The one that completes it need not, unless it is the first to
 * do so, or comes once more: the invocation that heard it may have died before this.
 */
function marksAtEnd(event: HeardEvent, names: readonly string[], isNew: boolean): boolean {
  return event instanceof CustomerFileReceived || !isNew || !names.includes('received');
}
