import type { CloudJson } from './cloud-json';

/**
 * Returns the environment variables with which the AWS SDK and CLI use the embedded cloud. The endpoints are IP addresses:
 * with the name `localhost` the SDK would connect to `bucket.localhost`.
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
