import { scheduled, type Wiring } from '@customer-files/event-handler';
import { detectStalled, type DetectStalledEffects } from '../use-cases/detect-stalled';

/** Reports files that have stalled, and completes reports that a crash interrupted. */
export function wireDetectStalled({ effectsOf, ...shared }: Wiring<Omit<DetectStalledEffects, 'onFailure'>>) {
  const onFailure = (fileId: string, error: unknown): void => {
    const { name, code, message, stack: trace } = error as Error & { code?: string };
    shared.logger.error('the file could not be checked', { fileId, error: { name, code, message, stack: trace } });
  };
  return scheduled({
    ...shared,
    handle: (context) => detectStalled({ ...effectsOf(context), onFailure }),
  });
}
