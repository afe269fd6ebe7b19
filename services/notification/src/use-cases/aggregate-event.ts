import { EventRefused } from '@customer-files/event-handler';
import { FileEventStore } from '../adapters/file-event-store';
import { OpenFiles } from '../adapters/open-files';
import { SendRecordStore } from '../adapters/send-record-store';
import type { FileProgressEvent } from '../domain/file-progress';
import { namesOwnReport } from '../domain/own-reports';
import type { NotificationEffects } from './effects';
import { reportEnding } from './report-ending';

/**
 * Stores an event and, if all events of its file are there now, reports how the file ended: one e-mail and one event.
 * Until then the file is marked as open.
 *
 * @param time of the event's envelope
 * @throws {EventRefused} if the event names a report (rejects, conflicts) that is not one of its file
 */
export async function aggregateEvent(
  event: FileProgressEvent,
  time: string,
  effects: NotificationEffects,
): Promise<void> {
  const { store, bucket, reports, now } = effects;
  const { fileId } = event;
  const ended = async (): Promise<boolean> =>
    (await new SendRecordStore(store, bucket, 'ending').find(fileId))?.record.state === 'finished';
  // A replay may have events from before a change of the prefix; of a file that has ended they have no effect.
  if (!namesOwnReport(event, reports)) {
    if (await ended()) return;
    throw new EventRefused(`rejects and conflicts have to be in ${reports.bucket} under ${reports.prefix}${fileId}/`);
  }
  const progress = await new FileEventStore(store, bucket).add(event, time, now());
  // An event that is delivered after the end does not open the file again.
  if (progress && (await ended())) return;
  // Also for a repeated event: the invocation that stored it may have crashed before it marked the file.
  await new OpenFiles(store, bucket).mark(fileId);
  if (progress) await reportEnding(fileId, progress, effects);
}
