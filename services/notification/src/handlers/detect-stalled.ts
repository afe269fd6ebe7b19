import 'reflect-metadata';
import { Logger } from '@aws-lambda-powertools/logger';
import { requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { deadLetterQueues } from '../adapters/dead-letter-queues';
import { notificationEffects } from '../adapters/notification-effects';
import { wireDetectStalled } from './wire-detect-stalled';

const queues = deadLetterQueues();

export const handler = wireDetectStalled({
  logger: new Logger(),
  middlewares: [parameter('mail', requiredEnv('MAIL_PARAMETER'))],
  effectsOf: (context) => ({
    ...notificationEffects(context),
    deadLetterQueues: queues,
    remainingMs: () => context.getRemainingTimeInMillis(),
  }),
});
