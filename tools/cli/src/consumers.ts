/** The consumers, by the convention of services/conventions: every one has a rule, a queue and dead letters named after it. */
export const CONSUMERS = [
  { service: 'ingestion', name: 'receive' },
  { service: 'validation', name: 'validate' },
  { service: 'persistence', name: 'persist' },
  { service: 'notification', name: 'aggregate' },
] as const;

export type Consumer = (typeof CONSUMERS)[number];

/** The queue of a consumer; its rule has the same name. */
export const queueOf = ({ service, name }: Consumer, stage: string): string =>
  `customer-files-${service}-${name}-${stage}`;

export const deadLettersOf = ({ service, name }: Consumer, stage: string): string =>
  `customer-files-${service}-${name}-dead-letters-${stage}`;

export const functionOf = ({ service, name }: Consumer, stage: string): string =>
  `customer-files-${service}-${stage}-${name}`;
