/** The names of the buckets of a stage, by the convention of services/conventions/conventions.yml. */
export interface Buckets {
  /** Of ingestion: what customers drop. */
  landing: string;
  /** Of validation: parts, rejects and conflicts. */
  work: string;
  /** Of notification: the events and the summary of each file. */
  notification: string;
}

/** @param accountId the id of the AWS account, which makes the names unique */
export const bucketsOf = (stage: string, accountId: string): Buckets => ({
  landing: `customer-files-landing-${stage}-${accountId}`,
  work: `customer-files-work-${stage}-${accountId}`,
  notification: `customer-files-notification-${stage}-${accountId}`,
});
