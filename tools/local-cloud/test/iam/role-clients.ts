import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { AccessKey } from '../../src/access/access-keys';
import type { CloudHandle } from '../../src';

/** The SDK's clients with an access key of a deployed role. */
export async function clientsOfRole({ endpoints, local }: CloudHandle, role: string) {
  const credentials = await local<AccessKey>('assumeRole', { role });
  const at = (endpoint: string) => ({ endpoint, region: endpoints.region, credentials, maxAttempts: 1 });
  const clients = {
    s3: new S3Client(at(endpoints.s3)),
    sqs: new SQSClient(at(endpoints.sqs)),
    ses: new SESClient(at(endpoints.ses)),
    events: new EventBridgeClient(at(endpoints.control)),
    lambda: new LambdaClient(at(endpoints.control)),
    ssm: new SSMClient(at(endpoints.control)),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
}

export type RoleClients = Awaited<ReturnType<typeof clientsOfRole>>;
