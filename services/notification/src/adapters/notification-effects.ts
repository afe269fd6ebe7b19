import { busPublisher } from '@customer-files/event-bus';
import { objectStore } from '@customer-files/object-store';
import { readSettings } from '@customer-files/config';
import { MailSettings } from '../domain/mail-settings';
import type { NotificationEffects } from '../use-cases/effects';
import { sesMailer } from './ses-mailer';

const { BUS_NAME, NOTIFICATION_BUCKET, AWS_REGION, STAGE, LEASE_SECONDS } = process.env;

const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: BUS_NAME!, source: 'customer-files.notification' }),
  send: sesMailer(),
  bucket: NOTIFICATION_BUCKET!,
  region: AWS_REGION!,
  stage: STAGE!,
  now: () => new Date(),
  leaseMs: Number(LEASE_SECONDS) * 1000,
};

/** The world as a function of notification sees it. Throws `SettingsInvalid`. @param context with the parameter `mail` in it */
export function notificationEffects({
  mail,
  functionName,
}: {
  mail: unknown;
  functionName: string;
}): NotificationEffects {
  return { ...effects, functionName, mail: readSettings(MailSettings, mail, 'the parameter mail', ['rejectsLink']) };
}
