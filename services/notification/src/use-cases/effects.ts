import type { Publish } from '@customer-files/event-bus';
import type { ObjectStore } from '@customer-files/object-store';
import type { SendMail } from '../adapters/ses-mailer';
import type { MailSettings } from '../domain/mail-settings';

/** What notification needs of the world. */
export interface NotificationEffects {
  store: ObjectStore;
  publish: Publish;
  send: SendMail;
  bucket: string;
  mail: MailSettings;
  functionName: string;
  region: string;
  stage: string;
  now: () => Date;
  /** Longer than a function that reports may run: whoever holds a claim beyond it is dead. */
  leaseMs: number;
}
