import { consumers } from '../../../services/conventions/services.cjs';

export { type Consumer, deadLettersOf, functionOf, queueOf } from '../../../services/conventions/services.cjs';

/** The consumers that the templates of the services declare: each has a rule, a queue and dead letters named after it. */
export const CONSUMERS = consumers();
