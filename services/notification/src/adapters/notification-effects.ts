import { busPublisher } from '@customer-files/event-bus';
import { objectStore } from '@customer-files/object-store';
import { readSettings, requiredEnv } from '@customer-files/config';
import { cloudWatchMetrics } from '@customer-files/telemetry';
import type { Context } from 'aws-lambda';
import { MailSettings } from '../domain/mail-settings';
import type { NotificationEffects } from '../use-cases/effects';
import { sesMailer } from './ses-mailer';

const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: requiredEnv('BUS_NAME'), source: 'customer-files.notification' }),
  send: sesMailer(),
  measure: cloudWatchMetrics(requiredEnv('STAGE')),
  bucket: requiredEnv('NOTIFICATION_BUCKET'),
  reports: { bucket: requiredEnv('WORK_BUCKET'), prefix: requiredEnv('REJECTS_PREFIX') },
  region: requiredEnv('AWS_REGION'),
  now: () => new Date(),
  leaseMs: Number(requiredEnv('LEASE_SECONDS')) * 1000,
};

/**
 * The effects of one invocation.
 *
 * @param context with the SSM parameter `mail` in it
 * @throws {SettingsInvalid} if the parameter is not valid
 */
export function notificationEffects(context: Context): NotificationEffects {
  const { functionName, mail } = context as Context & { mail: unknown };
  return { ...effects, functionName, mail: readSettings(MailSettings, mail, 'the parameter mail', ['rejectsLink']) };
}
