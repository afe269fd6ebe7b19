import { loggedError, scheduled, type Wiring } from '@customer-files/event-handler';
import { detectStalled, type DetectStalledEffects } from '../use-cases/detect-stalled';
import { reportUnreceived, type ReportUnreceivedEffects } from '../use-cases/report-unreceived';

type Effects = Omit<DetectStalledEffects, 'onFailure'> & ReportUnreceivedEffects;

/** Reports files that have stalled, files whose report a crash interrupted, and that files were never received. */
export function wireDetectStalled({ effectsOf, ...shared }: Wiring<Effects>) {
  const onFailure = (fileId: string, error: unknown): void =>
    shared.logger.error('the file could not be checked', { fileId, error: loggedError(error) });
  return scheduled({
    ...shared,
    async handle(context) {
      const effects = effectsOf(context);
      const results = await Promise.allSettled([reportUnreceived(effects), detectStalled({ ...effects, onFailure })]);
      const [first, second] = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      // An invocation has one error.
      if (second) shared.logger.error('a second part of the run failed', { error: loggedError(second) });
      if (first) throw first;
    },
  });
}
