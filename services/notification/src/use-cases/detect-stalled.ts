import { FileEventStore } from '../adapters/file-event-store';
import { OpenFiles } from '../adapters/open-files';
import { Reports } from '../adapters/reports';
import { heardOf, isWhole } from '../domain/file-progress';
import { lastHeardAt } from '../domain/stalled';
import type { NotificationEffects } from './effects';
import { reportEnding } from './report-ending';
import { LeaseHeld } from './report-once';
import { reportStalled } from './report-stalled';

/** What the watch needs of the world. */
export interface DetectStalledEffects extends NotificationEffects {
  /** What is left of the invocation. */
  remainingMs: () => number;
  /** Is told of each file that could not be looked after. */
  onFailure: (fileId: string, error: unknown) => void;
}

/** What looking after one file may take, with an e-mail that is throttled. */
export const ENOUGH_MS = 25_000;

/** Some open files could not be looked after; the log says why, of each. */
export class DetectionFailed extends Error {
  override readonly name = 'DetectionFailed';
  readonly code = 'DETECTION_FAILED';

  constructor(
    readonly failed: number,
    readonly open: number,
  ) {
    super(`${failed} of ${open} open files could not be looked after`);
  }
}

/**
 * Looks after every file that has not ended: reports what has stalled, and ends what was complete while its report died.
 * As far as the time of the function goes; each run begins with another file, so that none is left out for ever.
 * Throws {@link DetectionFailed} at the end.
 */
export async function detectStalled(effects: DetectStalledEffects): Promise<void> {
  const open = await new OpenFiles(effects.store, effects.bucket).all();
  const first = effects.now().getTime() % Math.max(1, open.length);
  let failed = 0;
  for (const fileId of [...open.slice(first), ...open.slice(0, first)]) {
    if (effects.remainingMs() < ENOUGH_MS) break;
    try {
      await lookAfter(fileId, effects);
    } catch (error) {
      // Another invocation is at it.
      if (error instanceof LeaseHeld) continue;
      failed++;
      effects.onFailure(fileId, error);
    }
  }
  if (failed > 0) throw new DetectionFailed(failed, open.length);
}

async function lookAfter(fileId: string, effects: DetectStalledEffects): Promise<void> {
  const { store, bucket, mail, now } = effects;
  const openFiles = new OpenFiles(store, bucket);
  // The invocation that ended it died before it closed it, or an event overtook its end.
  if ((await new Reports(store, bucket, 'ending').find(fileId))?.report.state === 'finished')
    return openFiles.close(fileId);
  const filed = await new FileEventStore(store, bucket).soFar(fileId);
  // What was heard of it has expired.
  if (filed.size === 0) return openFiles.close(fileId);
  if (isWhole(filed)) return reportEnding(fileId, heardOf(filed), effects);
  const quiet = now().getTime() - Date.parse(lastHeardAt(filed));
  if (quiet >= mail.stalledAfterMinutes * 60_000) await reportStalled(fileId, effects);
}
