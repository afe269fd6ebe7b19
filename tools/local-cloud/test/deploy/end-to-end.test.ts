import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { lambda, mapping, queue, rule, type TinyResource, writeService } from '../tiny-service';

jest.setTimeout(60_000);

let test: TestCloud;
beforeAll(async () => {
  test = await startTestCloud();
});
afterAll(() => test?.end());

const RECORDER = `exports.handler = async ({ Records }) => {
  for (const { body } of Records) require('node:fs').appendFileSync(process.env.RECEIVED, body + '\\n');
};`;

/** Deploys a rule, its queue and a function that appends the messages to a file. Returns the path of that file. */
async function deployPipeline(name: string, resources: Record<string, TinyResource>): Promise<string> {
  const received = join(test.folder, `${name}.received`);
  const target = {
    Queue: queue(`${name}-queue`),
    Function: lambda(name, { variables: { RECEIVED: received } }),
    Mapping: mapping('Function', 'Queue'),
  };
  const all = { ...resources, ...target };
  await test.cloud.deploy(name, writeService(join(test.folder, name), { resources: all, code: { [name]: RECORDER } }));
  return received;
}

/** Returns the events of the first invocation of a function. */
async function eventsAt(name: string, received: string): Promise<Record<string, unknown>[]> {
  await test.recorder.until('invocation', (one) => one.function === name && one.ok);
  return readFileSync(received, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('deployed templates', () => {
  it('delivers the event of a new object through rule and queue to a function', async () => {
    const received = await deployPipeline('objects', {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: { 'Fn::Sub': 'landing-${AWS::AccountId}' },
          VersioningConfiguration: { Status: 'Enabled' },
          NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        },
      },
      Rule: rule(
        'arrived',
        {
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: { bucket: { name: [{ Ref: 'Bucket' }] }, object: { key: [{ prefix: 'in/' }] } },
        },
        'Queue',
      ),
    });
    const bucket = `landing-${test.cloud.endpoints.account}`;
    await test.clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'elsewhere/a.csv', Body: 'not meant' }));
    const { VersionId } = await test.clients.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'in/Zoë + 1.csv', Body: 'twelve bytes' }),
    );
    const [event, ...more] = await eventsAt('objects', received);
    expect(event).toMatchObject({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      region: 'eu-west-1',
      resources: [`arn:aws:s3:::${bucket}`],
      detail: {
        bucket: { name: bucket },
        object: { key: 'in/Zoë + 1.csv', size: 12, 'version-id': VersionId },
        reason: 'PutObject',
      },
    });
    expect(more).toEqual([]);
  });

  it('delivers an event of a custom bus through rule and queue to a function', async () => {
    const received = await deployPipeline('orders', {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } },
      Rule: rule('ordered', { 'detail-type': ['Ordered'], detail: { total: [{ numeric: ['>', 10] }] } }, 'Queue', {
        Ref: 'Bus',
      }),
    });
    const order = (total: number, bus: string) => ({
      EventBusName: bus,
      Source: 'shop',
      DetailType: 'Ordered',
      Detail: JSON.stringify({ total }),
    });
    const orders = [order(11, 'default'), order(10, 'shop'), order(12, 'shop')];
    const { Entries } = await test.clients.events.send(new PutEventsCommand({ Entries: orders }));
    const events = await eventsAt('orders', received);
    expect(events).toMatchObject([
      { id: Entries![2]!.EventId, source: 'shop', 'detail-type': 'Ordered', detail: { total: 12 } },
    ]);
  });
});
