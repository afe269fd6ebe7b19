import type { RefusalCode } from '@customer-files/customer-schema';
import {
  CustomerFileProcessed,
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsPersisted,
  FeedSettings,
  type FileEvent,
} from '@customer-files/events';
import type { Mail } from '../src/adapters/ses-mailer';
import type { FileProgressEvent } from '../src/domain/file-progress';
import type { NotificationEffects } from '../src/use-cases/effects';
import { aggregateEvent } from '../src/use-cases/aggregate-event';
import { detectStalled, type DetectStalledEffects } from '../src/use-cases/detect-stalled';
import { memoryStore } from '@customer-files/object-store/test/memory-store';
import { Objects } from '@customer-files/object-store/test/objects';

export const FILE_ID = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60';
const object = { bucket: 'landing', key: 'incoming/customers.csv', versionId: 'v1', etag: 'e', bytes: 10 };
const rejects = {
  bucket: 'work',
  key: `Curoupt_Records/${FILE_ID}/customers.rejects.csv`,
  versionId: null,
  etag: 'r',
  bytes: 5,
};
const at = { fileId: FILE_ID, object, receivedAt: '2026-06-30T12:00:00.000Z', asOf: '2026-06-30' };

export const received = (): CustomerFileReceived =>
  Object.assign(new CustomerFileReceived(), {
    ...at,
    settings: new FeedSettings(),
    dialect: { gzip: false, encoding: 'utf-8' as const, delimiter: ',' as const, returned: false },
    columns: { customer_id: 0, full_name: 1, email: 2, age: 3, date_of_birth: 4, phone_number: 5, country: null },
    width: 6,
  });

export const validated = (valid: number, invalid: number, parts: number): CustomerFileValidated =>
  Object.assign(new CustomerFileValidated(), {
    fileId: FILE_ID,
    counts: { total: valid + invalid, valid, invalid },
    failures: invalid > 0 ? { EMAIL_INVALID: invalid } : {},
    parts,
    rejects: invalid > 0 ? rejects : null,
  });

export const refused = (
  code: RefusalCode,
  parts = 0,
  counts: { total: number; valid: number; invalid: number } | null = null,
): CustomerFileRefused =>
  Object.assign(new CustomerFileRefused(), {
    ...at,
    code,
    message: 'The file has no column `email`.',
    hint: 'Add it.',
    parts,
    counts,
    failures: {},
    rejects: null,
  });

export const persisted = (part: number, inserted: number, unchanged = 0, conflicting = 0): CustomerRowsPersisted =>
  Object.assign(new CustomerRowsPersisted(), {
    fileId: FILE_ID,
    part,
    inserted,
    unchanged,
    conflicting,
    conflicts: conflicting > 0 ? { ...rejects, key: `Curoupt_Records/${FILE_ID}/conflicts-00000${part}.csv` } : null,
  });

/** Notification with everything around it in memory, and a clock that is set. */
export function notification() {
  const mails: Mail[] = [];
  const published: FileEvent[] = [];
  const failures: { fileId: string; error: unknown }[] = [];
  const objects = new Objects([]);
  const store = memoryStore(objects);
  const clock = { now: new Date('2026-06-30T12:00:05Z') };
  const effects: NotificationEffects = {
    store,
    publish: async (events) => void published.push(...events),
    send: async (mail) => `message-${mails.push(mail)}`,
    bucket: 'notification',
    mail: { sender: 'feed@example.com', recipients: ['owner@example.com'], stalledAfterMinutes: 60 },
    functionName: 'aggregate',
    region: 'eu-west-1',
    stage: 'prod',
    now: () => clock.now,
    leaseMs: 120_000,
  };
  return {
    mails,
    published: published as CustomerFileProcessed[],
    effects,
    store,
    objects,
    clock,
    failures,
    /** The ids of the files that are marked as open. */
    open: () => objects.list('notification', 'open/').map(({ key }) => key.slice('open/'.length)),
    later: (minutes: number) => void (clock.now = new Date(clock.now.getTime() + minutes * 60_000)),
    watch: (changed: Partial<DetectStalledEffects> = {}) =>
      detectStalled({
        ...effects,
        functionName: 'detectStalled',
        remainingMs: () => 90_000,
        onFailure: (fileId, error) => void failures.push({ fileId, error }),
        ...changed,
      }),
    hear: (event: FileProgressEvent, changed: Partial<NotificationEffects> = {}) =>
      aggregateEvent(event, '2026-06-30T12:00:01Z', { ...effects, ...changed }),
  };
}
