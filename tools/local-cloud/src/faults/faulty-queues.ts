import type { Queues } from '../sqs/sqs';
import type { FaultInjector } from './fault-injector';

/**
 * The highest maxReceiveCount of SQS. With many injected faults five failed attempts are likely, and a dead letter
 * would then prove nothing about the services.
 */
const MAX_RECEIVE_COUNT = 1000;

/** Upper limit of a retry's delay, so that a run with faults ends soon. */
const MAX_RETRY_SECONDS = 1;

function withMaxReceiveCount(attributes: Record<string, string>): Record<string, string> {
  if (!attributes.RedrivePolicy) return attributes;
  const policy = JSON.parse(attributes.RedrivePolicy) as object;
  return { ...attributes, RedrivePolicy: JSON.stringify({ ...policy, maxReceiveCount: MAX_RECEIVE_COUNT }) };
}

/** Queues that repeat and delay messages, and that lose deletions. */
export function faultyQueues(queues: Queues, faults: FaultInjector): Queues {
  const faulty: Partial<Queues> = {
    createQueue: (name, attributes, maxReceiveCount) =>
      queues.createQueue(name, withMaxReceiveCount(attributes), maxReceiveCount && MAX_RECEIVE_COUNT),
    async send(name, body, attributes) {
      const copies = faults.shouldInject('repeated') ? 2 + faults.below(2) : 1;
      const send = (): Promise<void> => queues.send(name, body, attributes, faults.shouldInject('delayed') ? 1 : 0);
      await Promise.all(Array.from({ length: copies }, send));
    },
    async delete(name, message) {
      if (faults.shouldInject('ackLost')) await queues.makeVisible(name, message, faults.below(2));
      else await queues.delete(name, message);
    },
    makeVisible: (name, message, seconds) => queues.makeVisible(name, message, Math.min(seconds, MAX_RETRY_SECONDS)),
  };
  return Object.assign(Object.create(queues) as Queues, faulty);
}
