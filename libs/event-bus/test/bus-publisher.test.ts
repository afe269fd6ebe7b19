import { CustomerRowsValidated, type FileEvent } from '@customer-files/events';
import { busPublisher, EventInvalid, PublishFailed } from '../src';
import { type Answer, eventBridgeStub } from './event-bridge-stub';

const part = (number: number, key = 'k'): CustomerRowsValidated =>
  Object.assign(new CustomerRowsValidated(), {
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

/** Publishes on a bus that answers as it is told; returns what it was sent, the pauses, and what went wrong. */
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

describe('publishing events', () => {
  it('puts an event in the envelope of its class', async () => {
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

  it('sends ten at a time, in order', async () => {
    const { sent } = await published(parts(23));
    expect(sent.map((call) => call.length)).toEqual([10, 10, 3]);
    expect(sent.flat()).toEqual(parts(23).map(({ part }) => part));
  });

  it('sends no more than a megabyte at a time', async () => {
    const { sent } = await published(parts(5, 'k'.repeat(400_000)));
    expect(sent).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('asks nothing of the bus where there is nothing to publish', async () => {
    expect(await published([])).toMatchObject({ calls: [], error: null });
  });
});

describe('a bus that does not take everything', () => {
  it('is sent only what it did not take', async () => {
    const { sent, error } = await published(parts(4), [
      refusing('ThrottlingException', 2, 4),
      refusing('InternalFailure', 4),
    ]);
    expect(error).toBeNull();
    expect(sent).toEqual([[1, 2, 3, 4], [2, 4], [4]]);
  });

  it('is given more time before each attempt, and is not asked for ever', async () => {
    const always = Array.from({ length: 20 }, () => refusing('ThrottlingException', 1));
    const { sent, pauses, error } = await published(parts(2), always);
    expect(sent).toEqual([[1, 2], [1], [1], [1], [1], [1]]);
    expect(pauses).toEqual([50, 100, 200, 400, 800]);
    expect(error).toBeInstanceOf(PublishFailed);
    expect(error).toMatchObject({ code: 'PUBLISH_FAILED', untaken: 1, codes: ['ThrottlingException'] });
  });

  it('names each of its reasons once', async () => {
    const mixed: Answer = (entries) =>
      entries.map((entry) => (partOf(entry) === 3 ? 'InternalFailure' : 'ThrottlingException'));
    const { error } = await published(
      parts(3),
      Array.from({ length: 6 }, () => mixed),
    );
    expect(error).toMatchObject({ untaken: 3, codes: ['ThrottlingException', 'InternalFailure'] });
  });

  it('is not believed where it forgets an entry', async () => {
    const { sent, error } = await published(parts(3), [() => [null]]);
    expect(error).toBeNull();
    expect(sent).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
  });

  it('is asked again where a whole call was throttled', async () => {
    const { sent, error } = await published(parts(1), [{ status: 400, type: 'ThrottlingException' }]);
    expect(error).toBeNull();
    expect(sent).toEqual([[1], [1]]);
  });

  it('fails the caller where it refuses the whole call', async () => {
    const { error } = await published(parts(1), [{ status: 400, type: 'AccessDeniedException' }]);
    expect(error).toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('an event that breaks its contract', () => {
  const broken = Object.assign(part(2), { rows: 0, accepted: { bucket: 'work' } });

  it('is refused by the names of its faults, never by values', async () => {
    const { error } = await published([broken]);
    expect(error).toBeInstanceOf(EventInvalid);
    expect(error).toMatchObject({ code: 'EVENT_INVALID', detailType: 'CustomerRowsValidated' });
    expect((error as EventInvalid).faults).toEqual(
      expect.arrayContaining(['rows fails min', 'accepted.key fails isString']),
    );
    expect((error as EventInvalid).message).not.toContain('work');
  });

  it('keeps its valid neighbours back, so that a batch is published whole or not at all', async () => {
    expect((await published([part(1), broken])).calls).toEqual([]);
  });

  it('is one that is too large for the bus', async () => {
    const { error, calls } = await published([part(1, 'k'.repeat(1024 * 1024))]);
    expect(calls).toEqual([]);
    expect((error as Error).message).toMatch(
      /^CustomerRowsValidated is not valid: it has 10\d{5} bytes, and the bus takes 1044480$/,
    );
  });

  it("is one that is another service's to publish", async () => {
    const { error } = await published([part(1)], [], 'customer-files.ingestion');
    expect((error as Error).message).toContain('it is not customer-files.ingestion that publishes it');
  });
});
