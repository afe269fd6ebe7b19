import 'reflect-metadata';
import { Logger } from '@aws-lambda-powertools/logger';
import { requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { notificationEffects } from '../adapters/notification-effects';
import { wireDetectStalled } from './wire-detect-stalled';

export const handler = wireDetectStalled({
  logger: new Logger(),
  middlewares: [parameter('mail', requiredEnv('MAIL_PARAMETER'))],
  effectsOf: (context) => ({
    ...notificationEffects(context),
    remainingMs: () => context.getRemainingTimeInMillis(),
  }),
});
