import { subsegment } from '../src';
import { clearTrace, SEGMENT_ID, setTrace, startDaemon, type TestDaemon, TRACE_ID } from './daemon';

let daemon: TestDaemon;

beforeEach(async () => {
  daemon = await startDaemon();
  setTrace({ address: daemon.address });
});
afterEach(async () => {
  clearTrace();
  await daemon.close();
});

const failure = new Error('a message with a customer in it');

it('reports a subsegment of the invocation, with its annotations and times, behind the header of the daemon', async () => {
  const before = Date.now() / 1000;
  const result = await subsegment('CustomerFileReceived', async ({ report }) => {
    report({ annotations: { fileId: 'f1' } });
    return 7;
  });
  const [segment] = await daemon.segments(1);
  expect(result).toBe(7);
  expect(JSON.parse(daemon.headers[0]!)).toEqual({ format: 'json', version: 1 });
  expect(segment).toEqual({
    name: 'CustomerFileReceived',
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    trace_id: TRACE_ID,
    parent_id: SEGMENT_ID,
    type: 'subsegment',
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    annotations: { fileId: 'f1' },
  });
  expect(segment!.start_time).toBeGreaterThanOrEqual(before);
  expect(segment!.end_time).toBeGreaterThanOrEqual(segment!.start_time as number);
});

it('makes a subsegment within another one its child, also of work that runs side by side', async () => {
  await subsegment('outer', async () => {
    await Promise.all([subsegment('a', () => Promise.resolve()), subsegment('b', () => Promise.resolve())]);
  });
  const byName = new Map((await daemon.segments(3)).map((one) => [one.name, one]));
  expect(byName.get('a')!.parent_id).toBe(byName.get('outer')!.id);
  expect(byName.get('b')!.parent_id).toBe(byName.get('outer')!.id);
  expect(byName.get('outer')!.parent_id).toBe(SEGMENT_ID);
});

it('reports failed work as a fault, without the message of its error, and throws that error', async () => {
  await expect(subsegment('persist', () => Promise.reject(failure))).rejects.toBe(failure);
  const [segment] = await daemon.segments(1);
  expect(segment).toMatchObject({ name: 'persist', fault: true });
  expect(JSON.stringify(segment)).not.toContain('customer');
});

it('gives calls a header in which they are children of the subsegment', async () => {
  const header = await subsegment('outer', ({ header: own }) => Promise.resolve(own));
  const [segment] = await daemon.segments(1);
  expect(header).toBe(`Root=${TRACE_ID};Parent=${segment!.id};Sampled=1`);
});

it('leaves out of a name what X-Ray does not take, and cuts it', async () => {
  await subsegment(`Object<Created>\n${'x'.repeat(300)}`, () => Promise.resolve());
  const [segment] = await daemon.segments(1);
  expect(segment!.name).toBe(`ObjectCreated${'x'.repeat(187)}`);
});

describe('nothing is sent, and the work runs,', () => {
  const sentFirst = async (): Promise<string> => {
    setTrace({ address: daemon.address });
    await subsegment('a later one', () => Promise.resolve());
    return (await daemon.segments(1))[0]!.name;
  };

  it('for an invocation that X-Ray does not sample', async () => {
    setTrace({ address: daemon.address, isSampled: false });
    expect(await subsegment('unsampled', ({ header }) => Promise.resolve(header))).toBeNull();
    expect(await sentFirst()).toBe('a later one');
  });

  it('outside of Lambda', async () => {
    clearTrace();
    expect(await subsegment('outside', () => Promise.resolve(7))).toBe(7);
    expect(await sentFirst()).toBe('a later one');
  });

  it('where no daemon is named', async () => {
    setTrace({});
    expect(await subsegment('no daemon', () => Promise.resolve(7))).toBe(7);
    expect(await sentFirst()).toBe('a later one');
  });
});

it('neither fails nor waits nor logs where no daemon listens', async () => {
  const { address } = await startDaemon().then(async (gone) => {
    await gone.close();
    return gone;
  });
  const errors = jest.spyOn(process.stderr, 'write');
  setTrace({ address });
  for (let i = 0; i < 20; i++) expect(await subsegment('nobody', () => Promise.resolve(i))).toBe(i);
  expect(errors).not.toHaveBeenCalled();
});
