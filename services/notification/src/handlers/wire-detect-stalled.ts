import { loggedError, scheduled, type Wiring } from '@customer-files/event-handler';
import { detectStalled, type DetectStalledEffects } from '../use-cases/detect-stalled';

/** Reports files that have stalled, and files whose report a crash interrupted. */
export function wireDetectStalled({ effectsOf, ...shared }: Wiring<Omit<DetectStalledEffects, 'onFailure'>>) {
  const onFailure = (fileId: string, error: unknown): void =>
    shared.logger.error('the file could not be checked', { fileId, error: loggedError(error) });
  return scheduled({
    ...shared,
    handle: (context) => detectStalled({ ...effectsOf(context), onFailure }),
  });
}
