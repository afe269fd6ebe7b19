import type { Context } from 'aws-lambda';
import { batchConsumer, type Envelope } from '../src';
import { batchOf, envelope, invoke, recordingLogger } from './batches';

const failing =
  (message: string, more: object = {}) =>
  async ({ detail }: Envelope): Promise<void> => {
    if (detail.fails) throw Object.assign(new Error(message), more);
  };

describe('batchConsumer', () => {
  it('handles the messages of a batch one by one, in order', async () => {
    const seen: unknown[] = [];
    const handler = batchConsumer({
      logger: recordingLogger().logger,
      handle: async ({ detail }) => void seen.push(detail.n),
    });
    expect(await invoke(handler, batchOf(envelope('A', { n: 1 }), envelope('B', { n: 2 })))).toEqual([]);
    expect(seen).toEqual([1, 2]);
  });

  it('reports only the failed messages of a batch to SQS', async () => {
    const handler = batchConsumer({ logger: recordingLogger().logger, handle: failing('no') });
    const fails = envelope('A', { fails: true });
    expect(await invoke(handler, batchOf(envelope('A', {}), fails, envelope('A', {}), fails))).toEqual(['m2', 'm4']);
  });

  it.each([
    ['text', 'Jane Doe'],
    ['a list', [1]],
    ['null', 'null'],
    ['an event without detail', { 'detail-type': 'A', source: 's', time: 't' }],
    ['an event with a list as detail', envelope('A', [1])],
    ['an event without a type', envelope('A', {}, { 'detail-type': undefined })],
    ['an event without a time', envelope('A', {}, { time: undefined })],
  ])('handles the messages around one whose body is %s', async (_, body) => {
    const seen: unknown[] = [];
    const { logger, lines, text } = recordingLogger();
    const handler = batchConsumer({ logger, handle: async ({ detail }) => void seen.push(detail) });
    expect(await invoke(handler, batchOf(envelope('A', { n: 1 }), body, envelope('A', { n: 3 })))).toEqual(['m2']);
    expect(seen).toEqual([{ n: 1 }, { n: 3 }]);
    expect(lines).toMatchObject([
      { level: 'ERROR', messageId: 'm2', error: { name: 'EventRefused', code: 'EVENT_REFUSED' } },
    ]);
    expect(text()).not.toContain('Jane');
  });

  it('logs a thrown value that is not an error by its type', async () => {
    const { logger, lines } = recordingLogger();
    // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- that is what is tested
    const handler = batchConsumer({
      logger,
      handle: async () => {
        throw undefined;
      },
    });
    expect(await invoke(handler, batchOf(envelope('A', {})))).toEqual(['m1']);
    expect(lines).toMatchObject([{ error: { name: 'undefined', message: 'a value was thrown that is not an error' } }]);
  });
});

describe('the log line of a failed message', () => {
  it('has the message id, the attempt, and name, code and message of the error', async () => {
    const { logger, lines } = recordingLogger();
    await invoke(
      batchConsumer({ logger, handle: failing('the bus is down', { code: 'BUS_DOWN' }) }),
      batchOf(envelope('A', { fails: true })),
    );
    expect(lines).toMatchObject([
      {
        message: 'message failed, SQS delivers it again',
        messageId: 'm1',
        attempt: 2,
        function_name: 'test',
        error: { name: 'Error', code: 'BUS_DOWN', message: 'the bus is down' },
      },
    ]);
  });

  it('contains neither the event nor the other fields of the error', async () => {
    const { logger, text } = recordingLogger();
    const handle = failing('duplicate key', {
      detail: 'Key (full_name)=(Jane Doe) exists',
      cause: new Error('Jane Doe'),
    });
    await invoke(batchConsumer({ logger, handle }), batchOf(envelope('A', { fails: true, name: 'Jane Doe' })));
    expect(text()).toContain('duplicate key');
    expect(text()).not.toContain('Jane');
  });

  it('does not have the log keys of the message before', async () => {
    const { logger, lines } = recordingLogger();
    const handle = async ({ detail }: Envelope): Promise<void> => {
      if (detail.fails) throw new Error('no');
      logger.appendKeys({ about: 'the first' });
    };
    await invoke(batchConsumer({ logger, handle }), batchOf(envelope('A', {}), envelope('A', { fails: true })));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toHaveProperty('about');
  });
});

describe('a middleware of a consumer', () => {
  it('puts fields in the context that each message is handled with', async () => {
    const seen: string[] = [];
    const before = ({ context }: { context: Context }): void => void Object.assign(context, { feed: 'settings' });
    const handler = batchConsumer<{ feed: string }>({
      logger: recordingLogger().logger,
      middlewares: [{ before }],
      handle: async (_, { feed, functionName }) => void seen.push(`${feed} of ${functionName}`),
    });
    await invoke(handler, batchOf(envelope('A', {}), envelope('A', {})));
    expect(seen).toEqual(['settings of test', 'settings of test']);
  });

  it('fails the whole batch when it throws', async () => {
    const before = (): never => {
      throw new Error('no settings');
    };
    const handler = batchConsumer({
      logger: recordingLogger().logger,
      middlewares: [{ before }],
      handle: async () => undefined,
    });
    await expect(invoke(handler, batchOf(envelope('A', {})))).rejects.toThrow('no settings');
  });
});
