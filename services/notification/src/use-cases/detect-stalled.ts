import { FileEventStore } from '../adapters/file-event-store';
import { OpenFiles } from '../adapters/open-files';
import { SendRecordStore } from '../adapters/send-record-store';
import { fileProgressOf, isComplete, partsOf } from '../domain/file-progress';
import { LeaseHeld } from '../domain/send-record';
import { lastSeenAt } from '../domain/stalled';
import { reportEnding } from './report-ending';
import { reportStalled, type ReportStalledEffects } from './report-stalled';

/** The effects of the stalled-file detector. */
export interface DetectStalledEffects extends ReportStalledEffects {
  /** The time that is left of the invocation. */
  remainingMs: () => number;
  /** Called for each file that could not be checked. */
  onFailure: (fileId: string, error: unknown) => void;
}

/** The longest that the check of one file takes, including an e-mail that SES throttles. */
export const MIN_TIME_PER_FILE_MS = 25_000;

/** Some open files could not be checked; the log has the reason for each. */
class DetectionFailed extends Error {
  override readonly name = 'DetectionFailed';
  readonly code = 'DETECTION_FAILED';

  constructor(
    readonly failed: number,
    readonly open: number,
  ) {
    super(`${failed} of ${open} open files could not be checked`);
  }
}

/**
 * Checks every open file: reports files that have stalled, and reports the ending of complete files whose report a
 * crash interrupted. Stops when the function's time runs out; each run starts with another file, so every file is
 * reached.
 *
 * @throws {DetectionFailed} after all checks, if one of them failed
 */
export async function detectStalled(effects: DetectStalledEffects): Promise<void> {
  const open = await new OpenFiles(effects.store, effects.bucket).all();
  const first = effects.now().getTime() % Math.max(1, open.length);
  let failed = 0;
  for (const fileId of [...open.slice(first), ...open.slice(0, first)]) {
    if (effects.remainingMs() < MIN_TIME_PER_FILE_MS) break;
    try {
      await checkFile(fileId, effects);
    } catch (error) {
      // Another invocation is reporting this file.
      if (error instanceof LeaseHeld) continue;
      failed++;
      effects.onFailure(fileId, error);
    }
  }
  if (failed > 0) throw new DetectionFailed(failed, open.length);
}

async function checkFile(fileId: string, effects: DetectStalledEffects): Promise<void> {
  const { store, bucket, mail, now } = effects;
  const openFiles = new OpenFiles(store, bucket);
  // The invocation that reported the ending crashed before it removed the marker, or an event came after the end.
  if ((await new SendRecordStore(store, bucket, 'ending').find(fileId))?.record.state === 'finished')
    return openFiles.close(fileId);
  const events = await new FileEventStore(store, bucket).all(fileId);
  // All events of the file have expired.
  if (events.size === 0) return openFiles.close(fileId);
  if (isComplete(events.keys(), partsOf(events))) return reportEnding(fileId, fileProgressOf(events), effects);
  const quietMs = now().getTime() - Date.parse(lastSeenAt(events));
  if (quietMs >= mail.stalledAfterMinutes * 60_000) await reportStalled(fileId, effects);
}
