import { rmSync } from 'node:fs';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type CloudHandle, startCloud } from '../../src';
import { temporaryFolder } from '../temporary-folder';

jest.setTimeout(60_000);

const BODY = '{"text":"Zürich"}';

let state: string;
let cloud: CloudHandle;
let sqs: SQSClient;

async function start(): Promise<void> {
  cloud = await startCloud({ state, ports: 'free', database: false });
  const { sqs: endpoint, region, credentials } = cloud.endpoints;
  sqs = new SQSClient({ endpoint, region, credentials });
}

const urlOf = (name: string): string => `${cloud.endpoints.sqs}/000000000000/${name}`;

async function receive(name: string): Promise<Message[]> {
  const ask = new ReceiveMessageCommand({
    QueueUrl: urlOf(name),
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  });
  return (await sqs.send(ask)).Messages ?? [];
}

/** Returns body and receive count of the messages of a queue. */
const contentOf = async (name: string): Promise<[body: string | undefined, count: string | undefined][]> =>
  (await receive(name)).map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount]);

/** Creates a queue with one message, and receives it if `next` is given. */
async function prepare(name: string, next?: (target: { QueueUrl: string; ReceiptHandle: string }) => Promise<unknown>) {
  await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '600' } }));
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(name), MessageBody: BODY }));
  if (!next) return;
  const [message] = await receive(name);
  await next({ QueueUrl: urlOf(name), ReceiptHandle: message!.ReceiptHandle! });
}

beforeAll(async () => {
  state = temporaryFolder();
  await start();
  await prepare('waiting');
  await prepare('in-flight', async () => undefined);
  await prepare('released', (target) =>
    sqs.send(new ChangeMessageVisibilityCommand({ ...target, VisibilityTimeout: 0 })),
  );
  await prepare('deleted', (target) => sqs.send(new DeleteMessageCommand(target)));
  await cloud.close();
  sqs.destroy();
  await start();
});

afterAll(async () => {
  sqs?.destroy();
  await cloud?.close();
  rmSync(state, { recursive: true, force: true });
});

describe('queues over a restart', () => {
  it('a message that was not received survives a restart', async () => {
    expect(await contentOf('waiting')).toEqual([[BODY, '1']]);
  });

  it('a message that was in flight is visible after a restart, with its receive count', async () => {
    expect(await contentOf('in-flight')).toEqual([[BODY, '2']]);
  });

  it('a message that became visible again survives a restart, with its receive count', async () => {
    expect(await contentOf('released')).toEqual([[BODY, '2']]);
  });

  it('a message that was deleted does not come back after a restart', async () => {
    expect(await contentOf('deleted')).toEqual([]);
  });
});
