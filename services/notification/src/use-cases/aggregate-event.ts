import { FileEventStore } from '../adapters/file-event-store';
import { OpenFiles } from '../adapters/open-files';
import { SendRecordStore } from '../adapters/send-record-store';
import type { FileProgressEvent } from '../domain/file-progress';
import type { NotificationEffects } from './effects';
import { reportEnding } from './report-ending';

/**
 * Stores an event and, if all events of its file are there now, reports how the file ended: one e-mail and one event.
 * Until then the file is marked as open.
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
  const progress = await new FileEventStore(store, bucket).add(event, time, now());
  // An event that is delivered after the end does not open the file again.
  if (progress && (await new SendRecordStore(store, bucket, 'ending').find(fileId))?.record.state === 'finished')
    return;
  // Also for a repeated event: the invocation that stored it may have crashed before it marked the file.
  await new OpenFiles(store, bucket).mark(fileId);
  if (progress) await reportEnding(fileId, progress, effects);
}
