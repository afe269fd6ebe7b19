import type { CustomerFileProcessed, FileEvent } from '@customer-files/events';
import type { Mail } from '../src/domain/email/mail';
import type { FileProgressEvent } from '../src/domain/file-progress';
import type { NotificationEffects } from '../src/use-cases/effects';
import { aggregateEvent } from '../src/use-cases/aggregate-event';
import { detectStalled, type DetectStalledEffects } from '../src/use-cases/detect-stalled';
import { reportUnreceived, type ReportUnreceivedEffects } from '../src/use-cases/report-unreceived';
import type { Measurement } from '@customer-files/telemetry';
import { memoryStore } from '@customer-files/object-store/test/memory-store';
import { Objects } from '@customer-files/object-store/test/objects';
import { DEAD_LETTER_QUEUES } from './dead-letter-queues';

/** Notification with an S3, a bus and an SES in memory, and a clock that the test sets. */
export function notification() {
  const mails: Mail[] = [];
  const published: FileEvent[] = [];
  const measured: Measurement[] = [];
  const failures: { fileId: string; error: unknown }[] = [];
  const objects = new Objects([]);
  const store = memoryStore(objects);
  const clock = { now: new Date('2026-06-30T12:00:05Z') };
  const effects: NotificationEffects = {
    store,
    publish: async (events) => void published.push(...events),
    send: async (mail) => `message-${mails.push(mail)}`,
    measure: (measurements) => void measured.push(...measurements),
    bucket: 'notification',
    reports: { bucket: 'work', prefix: 'Curoupt_Records/' },
    mail: { sender: 'feed@example.com', recipients: ['owner@example.com'], stalledAfterMinutes: 60 },
    functionName: 'aggregate',
    region: 'eu-west-1',
    now: () => clock.now,
    leaseMs: 120_000,
  };
  return {
    /** The e-mails that were sent. */
    mails,
    /** The metrics that were recorded. */
    measured,
    published: published as CustomerFileProcessed[],
    effects,
    store,
    objects,
    clock,
    failures,
    /** The ids of the files that are marked as open. */
    open: () => objects.list('notification', 'open/').map(({ key }) => key.slice('open/'.length)),
    later: (minutes: number) => void (clock.now = new Date(clock.now.getTime() + minutes * 60_000)),
    /** Runs the stalled-file detector. @param changed effects that differ */
    detect: (changed: Partial<DetectStalledEffects> = {}) =>
      detectStalled({
        ...effects,
        functionName: 'detectStalled',
        remainingMs: () => 90_000,
        deadLetterQueues: DEAD_LETTER_QUEUES,
        onFailure: (fileId, error) => void failures.push({ fileId, error }),
        ...changed,
      }),
    /** Looks for files that were never received. @param messages in the dead letters of ingestion @param changed effects that differ */
    lookForUnreceived: (messages: number, changed: Partial<ReportUnreceivedEffects> = {}) =>
      reportUnreceived({
        ...effects,
        functionName: 'detectStalled',
        deadLetterQueues: DEAD_LETTER_QUEUES,
        messagesIn: () => Promise.resolve(messages),
        ...changed,
      }),
    /** Delivers an event to the aggregator. @param changed effects that differ */
    deliver: (event: FileProgressEvent, changed: Partial<NotificationEffects> = {}) =>
      aggregateEvent(event, '2026-06-30T12:00:01Z', { ...effects, ...changed }),
  };
}
