import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { GetParametersCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { eventually } from '../eventually';
import { urlOf } from '../lambda/batch-of-three';
import { readInbox } from '../../src';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { lambda, mapping, queue, rule, writeService } from '../tiny-service';
import { grownBy, usageOf } from './counting';

jest.setTimeout(60_000);

let test: TestCloud;
beforeAll(async () => {
  test = await startTestCloud();
  const notification = { EventBridgeConfiguration: { EventBridgeEnabled: true } };
  const resources = {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files', NotificationConfiguration: notification } },
    Queue: queue('letters'),
    Events: queue('events'),
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } },
    Archive: {
      Type: 'AWS::Events::Archive',
      Properties: {
        ArchiveName: 'shop',
        SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] },
        EventPattern: { 'detail-type': ['Ordered'] },
      },
    },
    First: rule('first', { source: ['shop'] }, 'Events', { Ref: 'Bus' }),
    Second: rule('second', { 'detail-type': ['Ordered'] }, 'Events', { Ref: 'Bus' }),
  };
  await test.cloud.deploy('counted', writeService(join(test.folder, 'counted'), { resources }));
});
afterAll(() => test?.end());

const KILOBYTE = 1024;

describe('usage of S3', () => {
  const of = { Bucket: 'files', Key: 'a.csv' };

  it('S3 usage counts writes and listings as one class, reads as another, and deletions as free', async () => {
    const { s3 } = test.clients;
    const putAndList = async (): Promise<void> => {
      await s3.send(new PutObjectCommand({ ...of, Body: 'twelve bytes' }));
      await s3.send(new ListObjectsV2Command({ Bucket: 'files', Prefix: 'a' }));
    };
    expect(await grownBy(test, 's3 files', putAndList)).toMatchObject({ writes: 2, bytesIn: 12 });
    const read = async (): Promise<void> => {
      await s3.send(new HeadObjectCommand(of));
      await (await s3.send(new GetObjectCommand({ ...of, Range: 'bytes=0-3' }))).Body!.transformToString();
    };
    expect(await grownBy(test, 's3 files', read)).toEqual({ reads: 2, bytesOut: 4 });
    expect(await grownBy(test, 's3 files', () => s3.send(new DeleteObjectCommand(of)))).toEqual({ free: 1 });
  });

  it('S3 usage counts a multipart upload as one write for each part, and two more', async () => {
    const { s3 } = test.clients;
    const upload = async (): Promise<void> => {
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(of));
      const { ETag } = await s3.send(
        new UploadPartCommand({ ...of, UploadId, PartNumber: 1, Body: Buffer.alloc(KILOBYTE) }),
      );
      await s3.send(
        new CompleteMultipartUploadCommand({ ...of, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
      );
    };
    expect(await grownBy(test, 's3 files', upload)).toMatchObject({ writes: 3, bytesIn: KILOBYTE });
  });

  it('S3 usage counts only the bytes that were sent of an object that is not read to its end', async () => {
    const { s3 } = test.clients;
    const size = 64 * KILOBYTE * KILOBYTE;
    await s3.send(new PutObjectCommand({ ...of, Body: Buffer.alloc(size) }));
    const before = (await usageOf(test)).s3.files!.reads;
    const { bytesOut } = await grownBy(test, 's3 files', async () => {
      const { Body } = await s3.send(new GetObjectCommand(of));
      (Body as Readable).destroy();
      await eventually(async () => (await usageOf(test)).s3.files!.reads > before);
    });
    expect(bytesOut).toBeLessThan(size / 2);
  });

  it('S3 usage counts a request that S3 refuses', async () => {
    const get = () => test.clients.s3.send(new GetObjectCommand({ ...of, Key: 'nothing' })).catch(() => undefined);
    expect(await grownBy(test, 's3 files', get)).toMatchObject({ reads: 1 });
  });

  it('S3 usage counts the folders of a bucket separately', async () => {
    const put = (Key: string) => test.clients.s3.send(new PutObjectCommand({ ...of, Key, Body: 'x' }));
    expect(
      await grownBy(test, 's3 files/in', () =>
        Promise.all([put('in/a/b.csv'), put('in/Zoë + 1.csv'), put('out/a.csv')]),
      ),
    ).toMatchObject({ writes: 2 });
  });

  it('S3 usage counts the event of a new object as one of AWS, which costs nothing', async () => {
    expect(
      await grownBy(test, 'events', () => test.clients.s3.send(new PutObjectCommand({ ...of, Body: 'x' }))),
    ).toEqual({ fromAws: 1 });
  });
});

describe('usage of SQS', () => {
  const receive = (VisibilityTimeout: number) =>
    test.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf(test, 'letters'), VisibilityTimeout }));

  it('SQS usage counts every request once, also a batch, and a receive without messages separately', async () => {
    const QueueUrl = urlOf(test, 'letters');
    const { sqs } = test.clients;
    const passThrough = async (): Promise<void> => {
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'a' }] }));
      const [message] = (await receive(60)).Messages!;
      const { ReceiptHandle } = message!;
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 60 }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      await receive(0);
    };
    expect(await grownBy(test, 'sqs', passThrough)).toEqual({
      sends: 1,
      receives: 1,
      visibilityChanges: 1,
      deletes: 1,
      emptyReceives: 1,
    });
  });

  it('SQS usage counts a large message as one request for each 64 KB, when sent and when received', async () => {
    const large = new SendMessageCommand({ QueueUrl: urlOf(test, 'letters'), MessageBody: 'x'.repeat(130 * KILOBYTE) });
    const passThrough = async (): Promise<void> => {
      await test.clients.sqs.send(large);
      await receive(60);
    };
    expect(await grownBy(test, 'sqs', passThrough)).toEqual({ sends: 3, receives: 3 });
  });
});

describe('usage of EventBridge', () => {
  const ordered = (DetailType: string, text = '') => ({
    EventBusName: 'shop',
    Source: 'shop',
    DetailType,
    Detail: JSON.stringify({ text }),
  });
  const put = (...Entries: ReturnType<typeof ordered>[]) => test.clients.events.send(new PutEventsCommand({ Entries }));

  it('EventBridge usage counts an event once for each 64 KB, with its deliveries and its archived bytes', async () => {
    const events = [ordered('Ordered'), ordered('Ordered', 'x'.repeat(70 * KILOBYTE)), ordered('Cancelled')];
    const grown = await grownBy(test, 'events', () => put(...events));
    expect(grown).toEqual({ custom: 4, archived: 2, archivedBytes: expect.any(Number), deliveries: 5 });
    expect(grown.archivedBytes).toBeGreaterThan(70 * KILOBYTE);
    expect(grown.archivedBytes).toBeLessThan(72 * KILOBYTE);
  });

  it('EventBridge usage does not count an entry that PutEvents refuses', async () => {
    expect(await grownBy(test, 'events', () => put({ ...ordered('Ordered'), Detail: 'no JSON' }))).toEqual({});
  });

  it('EventBridge usage counts a delivery as a request to its queue', async () => {
    expect(await grownBy(test, 'sqs', () => put(ordered('Cancelled')))).toEqual({ sends: 1 });
  });
});

describe('usage of Lambda', () => {
  /**
   * Uses 300 ms of processor time, or waits for 300 ms; returns the processor time that the process has used so far.
   */
  const SOURCE = `
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  exports.handler = async ({ wait }) => {
    console.log('a line');
    if (wait) await new Promise((resolve) => setTimeout(resolve, 300));
    const until = used() + (wait ? 0 : 300);
    while (used() < until);
    return used();
  };`;
  const of = async (name: string) => (await usageOf(test)).lambda[name];
  /** Invokes a function and returns its own count of processor time, in milliseconds since its process was started. */
  const invoke = async (FunctionName: string, event: object): Promise<number> => {
    const { Payload } = await test.clients.lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    return Number(Payload!.transformToString());
  };

  beforeAll(async () => {
    const resources = { Function: lambda('working') };
    await test.cloud.deploy(
      'working',
      writeService(join(test.folder, 'working'), { resources, code: { working: SOURCE } }),
    );
  });

  /** The system counts in ticks of 10 ms, and a process uses some time between its own count and ours. */
  const TOLERANCE_MS = 60;
  const expectAbout = (measured: number, expected: number): void =>
    expect(Math.abs(measured - expected)).toBeLessThanOrEqual(TOLERANCE_MS);

  it('Lambda usage counts duration and processor time of an invocation, and the start of its process', async () => {
    expect(await of('working')).toBeUndefined();
    const ownOnce = await invoke('working', {});
    const once = (await of('working'))!;
    expect(once).toMatchObject({ memorySize: 128, invocations: 1, starts: 1 });
    expectAbout(once.startProcessorMilliseconds + once.processorMilliseconds, ownOnce);
    expect(once.processorMilliseconds).toBeGreaterThanOrEqual(300 - TOLERANCE_MS);
    expect(once.milliseconds).toBeGreaterThanOrEqual(300 - TOLERANCE_MS);
    const ownTwice = await invoke('working', { wait: true });
    const twice = (await of('working'))!;
    expect(twice).toMatchObject({ invocations: 2, starts: 1 });
    expect(twice.milliseconds - once.milliseconds).toBeGreaterThanOrEqual(300);
    const waiting = twice.processorMilliseconds - once.processorMilliseconds;
    expectAbout(waiting, ownTwice - ownOnce);
    expect(waiting).toBeLessThan(once.processorMilliseconds / 2);
  });

  it('Lambda usage counts a new process as another start', async () => {
    const before = (await of('working'))!;
    await test.cloud.local('recycle', {});
    await invoke('working', { wait: true });
    expect(await of('working')).toMatchObject({ starts: before.starts + 1, invocations: before.invocations + 1 });
  });

  it('Lambda usage counts the bytes that a function writes to its log', async () => {
    const log = join(test.folder, 'state', 'logs', 'working.log');
    expect((await of('working'))!.logBytes).toBe(statSync(log).size);
    expect(statSync(log).size).toBeGreaterThan(0);
  });

  it('Lambda usage counts an invocation by a queue together with the requests to that queue', async () => {
    const resources = { Queue: queue('jobs'), Function: lambda('fed'), Mapping: mapping('Function', 'Queue') };
    await test.cloud.deploy(
      'fed',
      writeService(join(test.folder, 'fed'), { resources, code: { fed: 'exports.handler = async () => undefined;' } }),
    );
    const feed = async (): Promise<void> => {
      await test.clients.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(test, 'jobs'), MessageBody: '{}' }));
      await eventually(async () => (await of('fed'))?.invocations === 1);
      await test.recorder.until('invocation', (one) => one.function === 'fed');
    };
    expect(await grownBy(test, 'sqs', feed)).toMatchObject({ sends: 1, receives: 1 });
  });
});

describe('usage of SSM and SES', () => {
  it('the usage counts requests for parameters, and each decryption of a SecureString', async () => {
    const { ssm } = test.clients;
    await ssm.send(new PutParameterCommand({ Name: '/secret', Type: 'SecureString', Value: 'x' }));
    await ssm.send(new PutParameterCommand({ Name: '/plain', Type: 'String', Value: 'y' }));
    const names = ['/secret', '/plain', '/missing'];
    expect(await grownBy(test, 'ssm', () => ssm.send(new GetParametersCommand({ Names: names })))).toEqual({
      requests: 1,
    });
    expect(
      await grownBy(test, 'ssm', () => ssm.send(new GetParametersCommand({ Names: names, WithDecryption: true }))),
    ).toEqual({ requests: 1, decryptions: 1 });
  });

  it('the usage counts an e-mail, but not a look into the inbox', async () => {
    const { ses, region, credentials } = test.cloud.endpoints;
    const client = new SESClient({
      endpoint: ses,
      region,
      credentials,
    });
    const send = new SendEmailCommand({
      Source: 'a@example.com',
      Destination: { ToAddresses: ['b@example.com'] },
      Message: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'World' } } },
    });
    expect(await grownBy(test, 'ses', () => client.send(send))).toEqual({ emails: 1 });
    expect(await grownBy(test, 'ses', () => readInbox(test.cloud.endpoints))).toEqual({});
    client.destroy();
  });
});
