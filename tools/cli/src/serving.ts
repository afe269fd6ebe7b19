import { join } from 'node:path';
import type { CloudJson } from '@customer-files/local-cloud';
import { landingBucket } from './local-deployment';
import { STATE } from './paths';

/** Addresses and commands to use while the embedded cloud stays up. */
export function servingNotice(endpoints: CloudJson): string {
  const { s3, sqs, inbox, control, postgres } = endpoints;
  const variables = join(STATE, 'cloud.env').replaceAll("'", "'\\''");
  return `
The embedded cloud stays up until Ctrl-C.

  drop a file     . '${variables}' && aws s3 cp FILE.csv s3://${landingBucket(endpoints)}/incoming/
  its results     are shown here when it has ended, and stay in .local/files/
  e-mail inbox    ${inbox}
  S3              ${s3}
  SQS             ${sqs}
  EventBridge, SSM, Lambda
                  ${control}
  PostgreSQL      127.0.0.1:${postgres!.port}, database ${postgres!.database}; npm run sql -- "SELECT ..."
                  (the logins, as all keys of this run, are in .local/cloud.json, which only you can read)
`;
}
