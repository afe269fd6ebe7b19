import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Pattern } from '../../src/eventbridge/pattern/compile-pattern';
import { readJson } from '../../src/eventbridge/pattern/json';
import { ServedBridge } from './served-bridge';
import { signed } from '../access/signed';

let served: ServedBridge;

beforeEach(async () => {
  served = await ServedBridge.start();
  served.bridge.createBus('orders');
  served.rule('orders', 'all', { source: [{ exists: true }] });
});

afterEach(() => served.stop());

const ORDER: PutEventsRequestEntry = {
  EventBusName: 'orders',
  Source: 'shop',
  DetailType: 'Order',
  Detail: '{"n": 1}',
};
const put = (...Entries: PutEventsRequestEntry[]) => served.client.send(new PutEventsCommand({ Entries }));

describe('PutEvents', () => {
  it('PutEvents delivers an event in its envelope to the queues of all matching rules, and to no others', async () => {
    served.rule('orders', 'matching', { detail: { n: [1] } });
    served.rule('orders', 'other', { detail: { n: [2] } });
    served.rule('default', 'elsewhere', { source: ['shop'] });
    const { Entries } = await put({ ...ORDER, Resources: ['arn:a'], Time: new Date('2026-01-02T03:04:05.678Z') });
    expect(served.sent.map(({ queue }) => queue).sort()).toEqual(['all', 'matching']);
    expect(served.got('matching')).toEqual([
      {
        version: '0',
        id: Entries![0]!.EventId,
        'detail-type': 'Order',
        source: 'shop',
        account: '000000000000',
        time: '2026-01-02T03:04:05Z',
        region: 'eu-west-1',
        resources: ['arn:a'],
        detail: { n: 1 },
      },
    ]);
  });

  it.each([
    ['a number that a double does not hold', '{"n": 9007199254740993}', { n: [9007199254740992] }],
    ['a repeated name', '{"n": 1,\r\n "n": 2}', { n: [3] }],
  ])('PutEvents matches and delivers a detail with %s as it was sent', async (_what, Detail, others) => {
    served.rule('orders', 'same', readJson(`{"detail":${Detail.replaceAll(/: (\d+)/g, ': [$1]')}}`) as Pattern);
    served.rule('orders', 'first', { detail: { n: [1, { 'anything-but': 2 }] } });
    served.rule('orders', 'others', { detail: others });
    await put({ ...ORDER, Detail });
    expect(served.sent.map(({ queue }) => queue).sort()).toEqual(['all', 'first', 'same']);
    for (const { body } of served.messages)
      expect(body).toBe(`${body.slice(0, body.indexOf(',"detail":'))},"detail":${Detail.replace('\r\n', '  ')}}`);
  });

  it('PutEvents accepts the ARN of a bus, and loses an event for a bus that does not exist', async () => {
    const { FailedEntryCount } = await put(
      { ...ORDER, EventBusName: 'arn:aws:events:eu-west-1:000000000000:event-bus/orders' },
      { ...ORDER, EventBusName: 'none' },
    );
    expect(FailedEntryCount).toBe(0);
    expect(served.got('all')).toHaveLength(1);
  });

  it.each<[Partial<PutEventsRequestEntry>, string, string]>([
    [{ Source: undefined }, 'InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.'],
    [
      { DetailType: '' },
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    ],
    [{ Detail: undefined }, 'InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.'],
    [{ Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ Detail: '[]' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ Detail: '"x"' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ Source: 'aws.s3' }, 'NotAuthorizedForSourceException', 'Not authorized for the source.'],
  ])('PutEvents refuses an entry with %j, and accepts the others', async (wrong, ErrorCode, ErrorMessage) => {
    const { FailedEntryCount, Entries } = await put(ORDER, { ...ORDER, ...wrong }, ORDER);
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toEqual([
      { EventId: expect.any(String) },
      { ErrorCode, ErrorMessage },
      { EventId: expect.any(String) },
    ]);
    expect(served.got('all').map(({ id }) => id)).toEqual([Entries![0]!.EventId, Entries![2]!.EventId]);
  });

  it('PutEvents answers which entry could not be archived, and accepts the others', async () => {
    await served.archive('kept', 'orders');
    rmSync(join(served.folder, 'kept'), { recursive: true });
    writeFileSync(join(served.folder, 'kept'), 'no folder');
    const errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { Entries } = await put(ORDER, { ...ORDER, EventBusName: 'default' });
    expect(Entries).toEqual([
      { ErrorCode: 'InternalFailure', ErrorMessage: expect.stringContaining('ENOTDIR') },
      { EventId: expect.any(String) },
    ]);
    expect(errors).toHaveBeenCalledTimes(1);
    errors.mockRestore();
    expect(served.sent).toEqual([]);
  });

  it('PutEvents accepts ten entries, but not eleven or none', async () => {
    const orders = (count: number) => Array<PutEventsRequestEntry>(count).fill(ORDER);
    expect((await put(...orders(10))).Entries).toHaveLength(10);
    const tooMany = { name: 'ValidationException', message: expect.stringContaining('less than or equal to 10') };
    await expect(put(...orders(11))).rejects.toMatchObject(tooMany);
    await expect(put()).rejects.toMatchObject({ name: 'ValidationException' });
    expect(served.got('all')).toHaveLength(10);
  });

  it('PutEvents accepts 1 MB: UTF-8 bytes of source, detail type, detail and resources, and 14 for a time', async () => {
    const Detail = JSON.stringify({ text: 'x'.repeat(512 * 1024 - 14 - 4 - 1 - '{"text":""}'.length) });
    const half = { ...ORDER, Source: 'ü', DetailType: 'ü', Resources: ['r'], Time: served.now, Detail };
    expect((await put(half, half)).FailedEntryCount).toBe(0);
    const tooLarge = {
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    };
    await expect(put(half, { ...half, Resources: ['rr'] })).rejects.toMatchObject(tooLarge);
  });
});

it('refuses an unsupported action of EventBridge by its name', async () => {
  const response = await fetch(await endpoint(), {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSEvents.PutRule', ...signed(served.accessKey) },
    body: '{}',
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    __type: 'UnknownOperationException',
    message: expect.stringContaining('AWSEvents.PutRule'),
  });
});

async function endpoint(): Promise<string> {
  const { hostname, port } = await served.client.config.endpoint!();
  return `http://${hostname}:${port}/`;
}
