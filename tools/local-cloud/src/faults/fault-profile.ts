/** What fault injection can do, and how often by default: a probability between 0 and 1. */
export const FAULT_RATES = {
  /** A queue receives an event two or three times. */
  repeated: 0.25,
  /** A message can be received only after a second, so that later messages overtake it. */
  delayed: 0.1,
  /** A message that was processed and deleted is received again. */
  ackLost: 0.1,
  /** PutEvents rejects an entry. */
  entryRefused: 0.1,
  /** PutEvents fails as a whole and accepts nothing. */
  callRefused: 0.05,
  /** PutEvents fails as a whole although it has accepted everything. */
  answerLost: 0.05,
  /** The process of a function is killed during an invocation. */
  killed: 0.07,
  /** SES throttles. */
  mailThrottled: 0.25,
  /** SES sends an e-mail and resets the connection instead of answering. */
  mailAnswerLost: 0.15,
  /** S3 answers 503 SlowDown. */
  slowDown: 0.02,
  /** S3 resets the connection before it does anything. */
  reset: 0.01,
  /** S3 does what the request asks for and resets the connection instead of answering. */
  resetAfterwards: 0.01,
  /** PostgreSQL is shut down at once and started again; drawn twice a second. */
  databaseRestarted: 0.08,
};

/** A kind of fault. */
export type FaultKind = keyof typeof FAULT_RATES;

/** The seed of fault injection, and the rates that differ from {@link FAULT_RATES}. */
export type FaultProfile = { seed: number } & Partial<Record<FaultKind, number>>;
