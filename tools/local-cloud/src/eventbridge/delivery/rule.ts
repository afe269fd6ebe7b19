/** Where a rule sends what it matches: an SQS queue. */
export interface Target {
  arn: string;
  /** Name of the queue that gets what cannot be delivered. */
  deadLetters: string | undefined;
  maximumRetryAttempts: number;
  maximumEventAgeSeconds: number;
}

export interface Rule {
  name: string;
  arn: string;
  matches: (event: unknown) => boolean;
  targets: readonly Target[];
}
