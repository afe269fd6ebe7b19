import { type ConsumerName, consumers } from '../../../services/conventions/services.cjs';

export { deadLettersOf, functionOf, queueOf } from '../../../services/conventions/services.cjs';

/** The consumers that the templates of the services declare: each has a rule, a queue and dead letters named after it. */
export const CONSUMERS = consumers();

export type Consumer = ConsumerName;
