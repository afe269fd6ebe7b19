import type { AccessKey } from './access/access-keys';
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
  /** Address of the inbox for a browser, with the token that opens it. */
  inbox: string;
  /** The developer's access key, which all APIs ask for. It is valid for one run. */
  credentials: AccessKey;
  /** Bearer token of the cloud's own verbs and of the inbox. It is valid for one run. */
  token: string;
  /** Null if the cloud was started without a database. */
  postgres: { host: string; port: number; database: string; owner: Login; app: Login } | null;
}

/** Returns a shell script that exports variables. */
export const shellExports = (variables: Record<string, string>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('');

/**
 * Returns the environment variables with which the AWS SDK and CLI use the embedded cloud. The endpoints are IP
 * addresses: with the name `localhost` the SDK would connect to `bucket.localhost`.
 *
 * @param accessKey whose access key they contain; the developer's by default
 */
export function environment(
  { control, s3, sqs, ses, region, credentials }: CloudJson,
  accessKey: AccessKey = credentials,
): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey,
    AWS_SESSION_TOKEN: accessKey.sessionToken,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_SQS: sqs,
    AWS_ENDPOINT_URL_SES: ses,
    AWS_ENDPOINT_URL_EVENTBRIDGE: control,
    AWS_ENDPOINT_URL_SSM: control,
    AWS_ENDPOINT_URL_LAMBDA: control,
  };
}
