import type { Queues } from '../sqs/sqs';
import type { Fate } from './fate';

/**
 * Five unlucky attempts would be a dead letter, which in a time of many faults says nothing of the services. So a message has
 * as many attempts as SQS can give.
 */
const MOST_ATTEMPTS = 1000;

/** Retries come back soon, so that a mean run ends soon. */
const RETRY_SECONDS = 1;

function patient(attributes: Record<string, string>): Record<string, string> {
  if (!attributes.RedrivePolicy) return attributes;
  const policy = JSON.parse(attributes.RedrivePolicy) as object;
  return { ...attributes, RedrivePolicy: JSON.stringify({ ...policy, maxReceiveCount: MOST_ATTEMPTS }) };
}

/** Queues that repeat and delay what they are sent, and forget that something was handled. */
export function meanQueues(queues: Queues, fate: Fate): Queues {
  const mean: Partial<Queues> = {
    createQueue: (name, attributes, maxReceiveCount) =>
      queues.createQueue(name, patient(attributes), maxReceiveCount && MOST_ATTEMPTS),
    async send(name, body, attributes) {
      const copies = fate.strikes('repeated') ? 2 + fate.below(2) : 1;
      const send = (): Promise<void> => queues.send(name, body, attributes, fate.strikes('delayed') ? 1 : 0);
      await Promise.all(Array.from({ length: copies }, send));
    },
    async delete(name, message) {
      if (fate.strikes('ackLost')) await queues.comeBack(name, message, fate.below(2));
      else await queues.delete(name, message);
    },
    comeBack: (name, message, seconds) => queues.comeBack(name, message, Math.min(seconds, RETRY_SECONDS)),
  };
  return Object.assign(Object.create(queues) as Queues, mean);
}
