import { FileEventStore } from '../adapters/file-event-store';
import { OpenFiles } from '../adapters/open-files';
import { Reports } from '../adapters/reports';
import type { FileProgressEvent } from '../domain/file-progress';
import type { NotificationEffects } from './effects';
import { reportEnding } from './report-ending';

/**
 * Keeps what was heard and, when nothing of its file is missing, reports how the file ended: one e-mail, one event. Until then
 * the file is marked as open.
 *
 * @param time of the event's envelope
 */
export async function aggregateEvent(
  event: FileProgressEvent,
  time: string,
  effects: NotificationEffects,
): Promise<void> {
  const { store, bucket, now } = effects;
  const { fileId } = event;
  const files = new FileEventStore(store, bucket);
  const kept = await files.keep(event, time, now());
  const names = await files.names(fileId);
  const heard = await files.complete(fileId, names, kept);
  // What comes after the end does not open the file again.
  if (heard && (await new Reports(store, bucket, 'ending').find(fileId))?.report.state === 'finished') return;
  // Also for what was heard before: the invocation that heard it may have died before this.
  await new OpenFiles(store, bucket).mark(fileId);
  if (heard) await reportEnding(fileId, heard, effects);
}
