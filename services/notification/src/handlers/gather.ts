import { Logger } from '@aws-lambda-powertools/logger';
import { busPublisher } from '@customer-files/event-bus';
import { consumer } from '@customer-files/event-handler';
import { CustomerFileReceived, CustomerFileRefused, CustomerFileValidated, CustomerRowsPersisted } from '@customer-files/events';
import { objectStore } from '@customer-files/object-store';
import { parameter } from '@customer-files/parameters';
import { readSettings } from '@customer-files/settings';
import { sesMailer } from '../adapters/ses-mailer';
import type { HeardEvent } from '../domain/heard';
import { MailSettings } from '../domain/mail-settings';
import { gatherEvent } from '../gather-event';

const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: process.env.BUS_NAME!, source: 'customer-files.notification' }),
  send: sesMailer(),
  bucket: process.env.NOTIFICATION_BUCKET!,
  now: () => new Date(),
};

/** Gathers what the other services say of a file. */
export const handler = consumer<HeardEvent, { mail: unknown }>({
  events: [CustomerFileReceived, CustomerFileRefused, CustomerFileValidated, CustomerRowsPersisted],
  logger: new Logger(),
  middlewares: [parameter('mail', process.env.MAIL_PARAMETER!)],
  handle: (event, { time }, { mail, functionName }) =>
    gatherEvent(event, time, { ...effects, functionName, region: process.env.AWS_REGION!, mail: readSettings(MailSettings, mail, 'the parameter mail', ['rejectsLink']) }),
});
