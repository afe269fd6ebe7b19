import { Logger } from '@aws-lambda-powertools/logger';
import { requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { notificationEffects } from '../adapters/notification-effects';
import { wireAggregate } from './wire-aggregate';

export const handler = wireAggregate({
  logger: new Logger(),
  middlewares: [parameter('mail', requiredEnv('MAIL_PARAMETER'))],
  effectsOf: notificationEffects,
});
