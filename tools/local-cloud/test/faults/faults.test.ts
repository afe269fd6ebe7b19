import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { type FaultKind, readInbox } from '../../src';
import { eventually } from '../eventually';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { lambda, mapping, queue, rule, writeService } from '../tiny-service';
import { only } from './only';

jest.setTimeout(60_000);

/** Appends the name of every order and its own process id to a file, slowly enough to be killed. */
const RECORDING = `exports.handler = async ({ Records }) => {
  for (const { body } of Records) {
    require('node:fs').appendFileSync(process.env.RECEIVED, JSON.parse(body).detail.name + ' ' + process.pid + '\\n');
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
};`;

let test: TestCloud;
beforeAll(async () => {
  test = await startTestCloud({ seed: 1 });
  await stopFaults();
  const resources = {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'things' } },
    Queue: queue('orders'),
    Rule: rule('to-orders', { source: ['shop'] }, 'Queue'),
    Function: lambda('recording', { variables: { RECEIVED: join(test.folder, 'received') } }),
    Mapping: mapping('Function', 'Queue'),
  };
  await test.cloud.deploy(
    'tiny',
    writeService(join(test.folder, 'tiny'), { resources, code: { recording: RECORDING } }),
  );
});
afterEach(() => stopFaults());
afterAll(() => test?.end());

const stopFaults = (): Promise<unknown> => test.cloud.local('faults', { profile: null });
const inject = (kind: FaultKind): Promise<unknown> => test.cloud.local('faults', { profile: only(kind) });
const injected = (kind: FaultKind): Promise<unknown> => test.recorder.until('fault', (fault) => fault.kind === kind);

const order = (name: string): Promise<object> =>
  test.clients.events.send(
    new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'Order', Detail: JSON.stringify({ name }) }] }),
  );
const store = (Key: string): Promise<unknown> =>
  test.clients.s3.send(new PutObjectCommand({ Bucket: 'things', Key, Body: 'a' }));

/** The ids of the processes that received an order, once for each time. */
function receivers(name: string): string[] {
  const file = join(test.folder, 'received');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  return lines
    .map((line) => line.split(' '))
    .filter(([one]) => one === name)
    .map(([, pid]) => pid!);
}

describe('fault injection', () => {
  it.each(['repeated', 'ackLost'] as const)('fault injection delivers an event more than once: %s', async (kind) => {
    await inject(kind);
    await order(kind);
    await injected(kind);
    await eventually(() => receivers(kind).length > 1);
  });

  it('fault injection delays a message without losing it', async () => {
    await inject('delayed');
    await order('delayed');
    await injected('delayed');
    await eventually(() => receivers('delayed').length === 1);
  });

  it('fault injection kills a function during an invocation, and another process receives its messages', async () => {
    await inject('killed');
    await order('killed');
    await injected('killed');
    await stopFaults();
    await test.recorder.until('invocation', ({ error }) => error?.message === 'the process ended (SIGKILL)');
    await eventually(() => test.recorder.invocationsOf('recording').at(-1)!.ok && receivers('killed').length > 0);
  });

  it('fault injection rejects entries of PutEvents, and whole calls', async () => {
    await inject('entryRefused');
    expect(await order('refused')).toMatchObject({ FailedEntryCount: 1 });
    await inject('callRefused');
    await expect(order('refused')).rejects.toThrow(/Rate exceeded|request failed/);
  });

  it('fault injection fails PutEvents after it has accepted the events', async () => {
    await inject('answerLost');
    await expect(order('unanswered')).rejects.toThrow(/Rate exceeded|request failed/);
    await eventually(() => receivers('unanswered').length === 1);
    expect(receivers('refused')).toEqual([]);
  });

  it.each(['slowDown', 'reset', 'resetAfterwards'] as const)(
    'fault injection fails a PutObject, and keeps the object only if it was stored before: %s',
    async (kind) => {
      await inject(kind);
      await expect(store(kind)).rejects.toThrow(
        kind === 'slowDown' ? 'reduce your request rate' : /socket hang up|ECONNRESET/,
      );
      await stopFaults();
      const read = test.clients.s3.send(new GetObjectCommand({ Bucket: 'things', Key: kind })).then(
        () => 'kept',
        ({ name }: Error) => name,
      );
      expect(await read).toBe(kind === 'resetAfterwards' ? 'kept' : 'NoSuchKey');
    },
  );

  it.each([
    ['mailThrottled', /rate exceeded/, 0],
    ['mailAnswerLost', /socket hang up|ECONNRESET/, 1],
  ] as const)(
    'fault injection fails a SendEmail, and keeps the e-mail only if it was sent before: %s',
    async (kind, said, kept) => {
      const { ses: endpoint, region, credentials } = test.cloud.endpoints;
      const client = new SESClient({
        endpoint,
        region,
        credentials,
        maxAttempts: 1,
      });
      await inject(kind);
      const Message = { Subject: { Data: 'a' }, Body: { Text: { Data: 'b' } } };
      await expect(
        client.send(
          new SendEmailCommand({ Source: 'a@example.com', Destination: { ToAddresses: ['b@example.com'] }, Message }),
        ),
      ).rejects.toThrow(said);
      expect(await readInbox(test.cloud.endpoints)).toHaveLength(kept);
      client.destroy();
    },
  );
});
