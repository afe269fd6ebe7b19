/** What may go wrong in a mean cloud, and how often where nothing else is said: a chance between 0 and 1. */
export const ODDS = {
  /** An event reaches a queue twice or three times. */
  repeated: 0.25,
  /** A message waits a second before it can be received, so that later ones overtake it. */
  delayed: 0.1,
  /** A message that was handled comes back. */
  ackLost: 0.1,
  /** An entry of PutEvents is answered with a failure. */
  entryRefused: 0.1,
  /** PutEvents fails as a whole; nothing was taken. */
  callRefused: 0.05,
  /** PutEvents fails as a whole, and yet everything was taken. */
  answerLost: 0.05,
  /** The process of a function is killed in the middle of an invocation. */
  killed: 0.07,
  /** SES throttles. */
  mailThrottled: 0.25,
  /** SES sends an e-mail and resets the connection instead of saying so. */
  mailAnswerLost: 0.15,
  /** S3 answers 503 SlowDown. */
  slowDown: 0.02,
  /** S3 resets the connection before it does anything. */
  reset: 0.01,
  /** S3 does what it was asked for and resets the connection instead of saying so. */
  resetAfterwards: 0.01,
  /** PostgreSQL is shut down at once and started again; drawn twice a second. */
  databaseRestarted: 0.08,
};

export type FaultKind = keyof typeof ODDS;

/** A mean time: its seed, and the chances that are to be others. */
export type MeanSettings = { seed: number } & Partial<Record<FaultKind, number>>;
