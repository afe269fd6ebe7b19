import type { Login } from './postgres/postgres';

/** The content of `cloud.json`: where the parts of a running embedded cloud are. */
export interface CloudJson {
  pid: number;
  account: string;
  region: string;
  /** URL of EventBridge, SSM, Lambda and the cloud's own verbs. */
  control: string;
  s3: string;
  sqs: string;
  ses: string;
  /** Null if the cloud was started without a database. */
  postgres: { host: string; port: number; database: string; owner: Login; app: Login } | null;
}

/**
 * Returns the environment variables with which the AWS SDK and CLI use the embedded cloud. The endpoints are IP
 * addresses: with the name `localhost` the SDK would connect to `bucket.localhost`.
 */
export function environment({ control, s3, sqs, ses, region }: CloudJson): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_SQS: sqs,
    AWS_ENDPOINT_URL_SES: ses,
    AWS_ENDPOINT_URL_EVENTBRIDGE: control,
    AWS_ENDPOINT_URL_SSM: control,
    AWS_ENDPOINT_URL_LAMBDA: control,
  };
}
