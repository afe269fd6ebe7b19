import type { CloudJson } from '@customer-files/local-cloud';
import { landingBucket } from './local-deployment';

/** Addresses and commands to use while the embedded cloud stays up. */
export function servingNotice(endpoints: CloudJson): string {
  const { s3, sqs, ses, control, region, postgres } = endpoints;
  const { host, port, database, owner } = postgres!;
  return `
The embedded cloud stays up until Ctrl-C.

  drop a file     AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=${region} \\
                  aws --endpoint-url ${s3} s3 cp FILE.csv s3://${landingBucket(endpoints)}/incoming/
  its results     are shown here when it has ended, and stay in .local/files/
  e-mail inbox    ${ses}
  S3              ${s3}
  SQS             ${sqs}
  EventBridge, SSM, Lambda
                  ${control}
  PostgreSQL      postgresql://${owner.user}:${owner.password}@${host}:${port}/${database}
`;
}
