import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type CloudHandle, type FaultProfile, startCloud } from '../src';
import { temporaryFolder } from './temporary-folder';
import { EventRecorder } from './event-recorder';

/** Creates the SDK's clients of an embedded cloud. */
function clientsOf({ endpoints: { control, s3, sqs, region, credentials } }: CloudHandle) {
  const at = (endpoint: string) => ({ endpoint, region, credentials, maxAttempts: 1 });
  const clients = {
    s3: new S3Client(at(s3)),
    sqs: new SQSClient(at(sqs)),
    events: new EventBridgeClient(at(control)),
    lambda: new LambdaClient(at(control)),
    ssm: new SSMClient(at(control)),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
}

/** Starts an embedded cloud without a database in a temporary directory. `end` stops it and removes the directory. */
export async function startTestCloud(faults?: FaultProfile) {
  const folder = temporaryFolder();
  const removed = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const cloud = await startCloud({
      state: join(folder, 'state'),
      ports: 'free',
      database: false,
      ...(faults ? { faults } : {}),
    });
    const clients = clientsOf(cloud);
    const end = async (): Promise<void> => {
      clients.destroy();
      await cloud.close();
      removed();
    };
    return { folder, cloud, clients, recorder: new EventRecorder(cloud), end };
  } catch (error) {
    removed();
    throw error;
  }
}

export type TestCloud = Awaited<ReturnType<typeof startTestCloud>>;
