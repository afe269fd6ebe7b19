import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import type { FaultKind } from '../../src';
import { eventually } from '../eventually';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { lambda, mapping, queue, rule, writeService } from '../tiny-service';
import { only } from './only';

jest.setTimeout(60_000);

/** Notes the name of every order and its own process, and takes its time. */
const HEARING = `exports.handler = async ({ Records }) => {
  for (const { body } of Records) {
    require('node:fs').appendFileSync(process.env.HEARD, JSON.parse(body).detail.name + ' ' + process.pid + '\\n');
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
};`;

let test: TestCloud;
beforeAll(async () => {
  test = await startTestCloud({ seed: 1 });
  await calm();
  const resources = {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'things' } },
    Queue: queue('orders'),
    Rule: rule('to-orders', { source: ['shop'] }, 'Queue'),
    Function: lambda('hearing', { variables: { HEARD: join(test.folder, 'heard') } }),
    Mapping: mapping('Function', 'Queue'),
  };
  await test.cloud.deploy('tiny', writeService(join(test.folder, 'tiny'), { resources, code: { hearing: HEARING } }));
});
afterEach(() => calm());
afterAll(() => test?.end());

const calm = (): Promise<unknown> => test.cloud.local('mean', { settings: null });
const mean = (kind: FaultKind): Promise<unknown> => test.cloud.local('mean', { settings: only(kind) });
const told = (kind: FaultKind): Promise<unknown> => test.witness.until('fault', (fault) => fault.kind === kind);

const order = (name: string): Promise<object> =>
  test.clients.events.send(
    new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'Order', Detail: JSON.stringify({ name }) }] }),
  );
const store = (Key: string): Promise<unknown> =>
  test.clients.s3.send(new PutObjectCommand({ Bucket: 'things', Key, Body: 'a' }));

/** The processes that have heard of an order, once for every time. */
function heard(name: string): string[] {
  const file = join(test.folder, 'heard');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  return lines
    .map((line) => line.split(' '))
    .filter(([one]) => one === name)
    .map(([, pid]) => pid!);
}

describe('a mean cloud', () => {
  it.each(['repeated', 'ackLost'] as const)('brings an event more than once: %s', async (kind) => {
    await mean(kind);
    await order(kind);
    await told(kind);
    await eventually(() => heard(kind).length > 1);
  });

  it('delays a message, and loses none', async () => {
    await mean('delayed');
    await order('delayed');
    await told('delayed');
    await eventually(() => heard('delayed').length === 1);
  });

  it('kills a function in the middle, whose messages come back to another process', async () => {
    await mean('killed');
    await order('killed');
    await told('killed');
    await calm();
    await test.witness.until('invocation', ({ error }) => error?.message === 'the process ended (SIGKILL)');
    await eventually(() => test.witness.invocationsOf('hearing').at(-1)!.ok && heard('killed').length > 0);
  });

  it('refuses entries of PutEvents, and whole calls', async () => {
    await mean('entryRefused');
    expect(await order('refused')).toMatchObject({ FailedEntryCount: 1 });
    await mean('callRefused');
    await expect(order('refused')).rejects.toThrow(/Rate exceeded|request failed/);
  });

  it('loses the answer of PutEvents, when the events are on their way', async () => {
    await mean('answerLost');
    await expect(order('unanswered')).rejects.toThrow(/Rate exceeded|request failed/);
    await eventually(() => heard('unanswered').length === 1);
    expect(heard('refused')).toEqual([]);
  });

  it.each(['slowDown', 'reset', 'resetAfterwards'] as const)(
    'has an S3 that fails, and keeps what it took: %s',
    async (kind) => {
      await mean(kind);
      await expect(store(kind)).rejects.toThrow(
        kind === 'slowDown' ? 'reduce your request rate' : /socket hang up|ECONNRESET/,
      );
      await calm();
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
  ] as const)('has an SES that fails, and keeps what it took: %s', async (kind, said, kept) => {
    const { ses: endpoint, region } = test.cloud.endpoints;
    const client = new SESClient({
      endpoint,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    await mean(kind);
    const Message = { Subject: { Data: 'a' }, Body: { Text: { Data: 'b' } } };
    await expect(
      client.send(
        new SendEmailCommand({ Source: 'a@example.com', Destination: { ToAddresses: ['b@example.com'] }, Message }),
      ),
    ).rejects.toThrow(said);
    expect(((await (await fetch(`${endpoint}/store`)).json()) as { emails: unknown[] }).emails.length).toBe(kept);
    client.destroy();
  });
});
