import { requiredEnv } from '@customer-files/config';
import { type DeadLetterQueues, REPORTED } from '../domain/stalled';

/**
 * The dead-letter queues that services/conventions/dead-letter-queues.cjs wrote into the environment of the function.
 *
 * @throws {Error} if a service that e-mails name is not among them
 */
export function deadLetterQueues(): DeadLetterQueues {
  const queues = JSON.parse(requiredEnv('DEAD_LETTER_QUEUES')) as Partial<DeadLetterQueues>;
  const missing = REPORTED.filter((service) => !queues[service]?.length);
  if (missing.length > 0) throw new Error(`DEAD_LETTER_QUEUES has no queue of ${missing.join(', ')}`);
  return queues as DeadLetterQueues;
}
