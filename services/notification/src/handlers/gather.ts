import { Logger } from '@aws-lambda-powertools/logger';
import { consumer } from '@customer-files/event-handler';
import {
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsPersisted,
} from '@customer-files/events';
import { parameter } from '@customer-files/config/parameter';
import { notificationEffects } from '../adapters/notification-effects';
import type { HeardEvent } from '../domain/heard';
import { gatherEvent } from '../use-cases/gather-event';
import { requiredEnv } from '@customer-files/config';

/** Gathers what the other services say of a file. */
export const handler = consumer<HeardEvent, { mail: unknown }>({
  events: [CustomerFileReceived, CustomerFileRefused, CustomerFileValidated, CustomerRowsPersisted],
  logger: new Logger(),
  middlewares: [parameter('mail', requiredEnv('MAIL_PARAMETER'))],
  handle: (event, { time }, context) => gatherEvent(event, time, notificationEffects(context)),
});
