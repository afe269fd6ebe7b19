import { create, CustomerRowsValidated, type FileEvent } from '@customer-files/events';
import { busPublisher, EventInvalid, PublishFailed } from '../src';
import { type Answer, eventBridgeStub } from './event-bridge-stub';

const part = (number: number, key = 'k'): CustomerRowsValidated =>
  create(CustomerRowsValidated, {
    fileId: '11111111-1111-8111-8111-111111111111',
    part: number,
    rows: 1,
    accepted: { bucket: 'work', key, versionId: null, etag: 'e', bytes: 1 },
  });
const parts = (count: number, key?: string): CustomerRowsValidated[] =>
  Array.from({ length: count }, (_, i) => part(i + 1, key));
const partOf = ({ Detail }: { Detail: string }): number => (JSON.parse(Detail) as { part: number }).part;
const refusing =
  (code: string, ...refused: number[]): Answer =>
  (entries) =>
    entries.map((entry) => (refused.includes(partOf(entry)) ? code : null));

/** Publishes on a stub with these answers; returns the calls it received, the pauses between them, and the error. */
async function published(events: FileEvent[], answers: Answer[] = [], source = 'customer-files.validation') {
  const bus = await eventBridgeStub(...answers);
  const pauses: number[] = [];
  try {
    const publish = busPublisher({
      client: bus.client,
      busName: 'the-bus',
      source,
      sleep: async (ms) => void pauses.push(ms),
    });
    const error = await publish(events).then(
      () => null,
      (reason: unknown) => reason,
    );
    return { calls: bus.calls, sent: bus.calls.map((call) => call.map(partOf)), pauses, error };
  } finally {
    await bus.close();
  }
}

describe('busPublisher', () => {
  it('puts an event in an entry with source and detail type of its class', async () => {
    const { calls, error } = await published([part(1)]);
    expect(error).toBeNull();
    expect(calls).toEqual([
      [
        {
          EventBusName: 'the-bus',
          Source: 'customer-files.validation',
          DetailType: 'CustomerRowsValidated',
          Detail: JSON.stringify(part(1)),
        },
      ],
    ]);
  });

  it('sends at most ten events a call, in order', async () => {
    const { sent } = await published(parts(23));
    expect(sent.map((call) => call.length)).toEqual([10, 10, 3]);
    expect(sent.flat()).toEqual(parts(23).map(({ part }) => part));
  });

  it('sends at most one megabyte a call', async () => {
    const { sent } = await published(parts(5, 'k'.repeat(400_000)));
    expect(sent).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('makes no call where there is nothing to publish', async () => {
    expect(await published([])).toMatchObject({ calls: [], error: null });
  });
});

describe('busPublisher, when the bus rejects events', () => {
  it('sends only the rejected events again', async () => {
    const { sent, error } = await published(parts(4), [
      refusing('ThrottlingException', 2, 4),
      refusing('InternalFailure', 4),
    ]);
    expect(error).toBeNull();
    expect(sent).toEqual([[1, 2, 3, 4], [2, 4], [4]]);
  });

  it('doubles the pause before each attempt, and throws PublishFailed after six', async () => {
    const always = Array.from({ length: 20 }, () => refusing('ThrottlingException', 1));
    const { sent, pauses, error } = await published(parts(2), always);
    expect(sent).toEqual([[1, 2], [1], [1], [1], [1], [1]]);
    expect(pauses).toEqual([50, 100, 200, 400, 800]);
    expect(error).toBeInstanceOf(PublishFailed);
    expect(error).toMatchObject({ code: 'PUBLISH_FAILED', rejected: 1, codes: ['ThrottlingException'] });
  });

  it('lists each error code once in PublishFailed', async () => {
    const mixed: Answer = (entries) =>
      entries.map((entry) => (partOf(entry) === 3 ? 'InternalFailure' : 'ThrottlingException'));
    const { error } = await published(
      parts(3),
      Array.from({ length: 6 }, () => mixed),
    );
    expect(error).toMatchObject({ rejected: 3, codes: ['ThrottlingException', 'InternalFailure'] });
  });

  it('sends an event again that the answer of the bus does not mention', async () => {
    const { sent, error } = await published(parts(3), [() => [null]]);
    expect(error).toBeNull();
    expect(sent).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
  });

  it('repeats a call that was throttled as a whole', async () => {
    const { sent, error } = await published(parts(1), [{ status: 400, type: 'ThrottlingException' }]);
    expect(error).toBeNull();
    expect(sent).toEqual([[1], [1]]);
  });

  it('throws the error of a call that was denied as a whole', async () => {
    const { error } = await published(parts(1), [{ status: 400, type: 'AccessDeniedException' }]);
    expect(error).toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('busPublisher, given an event that is not valid', () => {
  const broken = Object.assign(part(2), { rows: 0, accepted: { bucket: 'work' } });

  it('throws EventInvalid with paths and constraints of an event that is not valid, never with values', async () => {
    const { error } = await published([broken]);
    expect(error).toBeInstanceOf(EventInvalid);
    expect(error).toMatchObject({ code: 'EVENT_INVALID', detailType: 'CustomerRowsValidated' });
    expect((error as EventInvalid).faults).toEqual(
      expect.arrayContaining(['rows fails min', 'accepted.key fails isString']),
    );
    expect((error as EventInvalid).message).not.toContain('work');
  });

  it('publishes nothing of a batch in which one event is not valid', async () => {
    expect((await published([part(1), broken])).calls).toEqual([]);
  });

  it('throws EventInvalid for an event that is too large for the bus', async () => {
    const { error, calls } = await published([part(1, 'k'.repeat(1024 * 1024))]);
    expect(calls).toEqual([]);
    expect((error as Error).message).toMatch(
      /^CustomerRowsValidated is not valid: it has 10\d{5} bytes, and the limit is 1044480$/,
    );
  });

  it('throws EventInvalid for an event that another service publishes', async () => {
    const { error } = await published([part(1)], [], 'customer-files.ingestion');
    expect((error as Error).message).toContain('customer-files.ingestion may not publish it');
  });
});
