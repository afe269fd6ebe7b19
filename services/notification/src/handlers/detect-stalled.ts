import 'reflect-metadata';
import { Logger } from '@aws-lambda-powertools/logger';
import { requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { deadLetterQueues } from '../adapters/dead-letter-queues';
import { queueDepth } from '../adapters/queue-depth';
import { notificationEffects } from '../adapters/notification-effects';
import { wireDetectStalled } from './wire-detect-stalled';

const queues = deadLetterQueues();
const messagesIn = queueDepth();

export const handler = wireDetectStalled({
  logger: new Logger(),
  middlewares: [parameter('mail', requiredEnv('MAIL_PARAMETER'))],
  effectsOf: (context) => ({
    ...notificationEffects(context),
    deadLetterQueues: queues,
    messagesIn,
    remainingMs: () => context.getRemainingTimeInMillis(),
  }),
});
