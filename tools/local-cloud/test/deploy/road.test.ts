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

const HEAR = `exports.handler = async ({ Records }) => {
  for (const { body } of Records) require('node:fs').appendFileSync(process.env.HEARD, body + '\\n');
};`;

/** Deploys a function behind a queue behind a rule; what it was invoked with is in the file `heard`. */
async function deployRoad(name: string, resources: Record<string, TinyResource>): Promise<string> {
  const heard = join(test.folder, `${name}.heard`);
  const target = {
    Queue: queue(`${name}-queue`),
    Function: lambda(name, { variables: { HEARD: heard } }),
    Mapping: mapping('Function', 'Queue'),
  };
  const all = { ...resources, ...target };
  await test.cloud.deploy(name, writeService(join(test.folder, name), { resources: all, code: { [name]: HEAR } }));
  return heard;
}

/** The events that a road's function has got by its first invocation. */
async function eventsAt(name: string, heard: string): Promise<Record<string, unknown>[]> {
  await test.witness.until('invocation', (one) => one.function === name && one.ok);
  return readFileSync(heard, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a deployed template', () => {
  it('brings an object that is put to a function: Object Created, rule, queue, function', async () => {
    const heard = await deployRoad('objects', {
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
    const [event, ...more] = await eventsAt('objects', heard);
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

  it('brings an event of its own bus to a function: PutEvents, rule, queue, function', async () => {
    const heard = await deployRoad('orders', {
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
    const events = await eventsAt('orders', heard);
    expect(events).toMatchObject([
      { id: Entries![2]!.EventId, source: 'shop', 'detail-type': 'Ordered', detail: { total: 12 } },
    ]);
  });
});
