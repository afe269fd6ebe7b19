import type { Publish } from '@customer-files/event-bus';
import type { Folder } from '@customer-files/event-handler';
import type { ObjectStore } from '@customer-files/object-store';
import type { Measure } from '@customer-files/telemetry';
import type { SendMail } from '../adapters/ses-mailer';
import type { MailSettings } from '../domain/mail-settings';

/** The effects that both functions of notification share. */
export interface NotificationEffects {
  store: ObjectStore;
  publish: Publish;
  send: SendMail;
  /** Records the metrics of a file, once for each of its e-mails. */
  measure: Measure;
  /** Notification's own bucket. */
  bucket: string;
  /** Where the rejects and the conflicts of all files are. An event that names another object is refused. */
  reports: Folder;
  mail: MailSettings;
  functionName: string;
  region: string;
  now: () => Date;
  /** Longer than a function that sends may run: an invocation that still holds its lease after that has crashed. */
  leaseMs: number;
}
