import { queueArn, ruleArn } from '../../src/account';
import { AwsError } from '../../src/aws-error';
import { ServedBridge } from './served-bridge';

let served: ServedBridge;

beforeEach(async () => {
  served = await ServedBridge.start();
  served.bridge.createBus('orders');
});

afterEach(() => served.stop());

const DOWN = new AwsError('InternalError', 'the queue is down', 500);

/** Makes the queue `work` throw these errors one after another, and the last one from then on. */
function failing(...errors: (Error | undefined)[]): { attempts: number } {
  const count = { attempts: 0 };
  served.before = (queue) => {
    if (queue !== 'work') return Promise.resolve();
    const error = errors[Math.min(count.attempts++, errors.length - 1)];
    return error ? Promise.reject(error) : Promise.resolve();
  };
  return count;
}

/** Resolves when a dead letter was reported. */
async function deadLetter(): Promise<void> {
  while (!served.notified.some(({ type }) => type === 'dead-letter'))
    await new Promise((resolve) => setImmediate(resolve));
}

describe('deliveries', () => {
  it.each([
    [new AwsError('QueueDoesNotExist', 'The specified queue does not exist.'), 'NO_RESOURCE'],
    [new AwsError('AccessDeniedException', 'no'), 'NO_PERMISSIONS'],
    [new AwsError('InvalidParameterValue', 'One or more parameters are invalid.'), 'INVALID_PARAMETER'],
  ])(
    'a delivery with a non-retriable error (%s) is not retried, and the dead letter contains the reason',
    async (error, ERROR_CODE) => {
      const count = failing(error);
      served.rule('orders', 'work', { source: ['shop'] }, { deadLetters: 'dead' });
      await served.publish({ Detail: '{"n":1}' });
      expect(count.attempts).toBe(1);
      expect(served.sent).toEqual([
        {
          queue: 'dead',
          event: expect.objectContaining({ source: 'shop', detail: { n: 1 } }),
          attributes: {
            RULE_ARN: ruleArn('orders', 'to-work'),
            TARGET_ARN: queueArn('work'),
            ERROR_CODE,
            ERROR_MESSAGE: error.message,
            RETRY_ATTEMPTS: '0',
          },
        },
      ]);
      expect(served.notified).toContainEqual(
        expect.objectContaining({ type: 'dead-letter', queue: 'dead', function: 'to-work', reason: error.message }),
      );
    },
  );

  it('a delivery with a non-retriable error is in the dead-letter queue before PutEvents answers', async () => {
    failing(new AwsError('QueueDoesNotExist', 'no such queue'));
    served.rule('orders', 'work', { source: ['shop'] }, { deadLetters: 'dead' });
    const { before } = served;
    const order: string[] = [];
    served.before = async (queue, event) => {
      await before(queue, event);
      for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
      order.push('dead letter');
    };
    await served.publish({}).then(() => order.push('answer'));
    expect(order).toEqual(['dead letter', 'answer']);
  });

  it('a delivery is retried with growing pauses until the target accepts the event', async () => {
    const pauses: number[] = [];
    const taken = new Promise<void>((resolve) => {
      served.pause = (ms) => Promise.resolve(void (pauses.push(ms) === 8 && resolve()));
    });
    const count = failing(...Array<Error>(8).fill(DOWN), undefined);
    served.rule('orders', 'work', { source: ['shop'] }, { deadLetters: 'dead' });
    await served.publish({});
    await taken;
    while (served.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(count.attempts).toBe(9);
    expect(served.sent.map(({ queue }) => queue)).toEqual(['work']);
    const longest = [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000];
    expect(pauses.map((ms, i) => ms >= longest[i]! / 2 && ms <= longest[i]!)).toEqual(longest.map(() => true));
  });

  it('a delivery is retried MaximumRetryAttempts times', async () => {
    const count = failing(DOWN);
    served.rule('orders', 'work', { source: ['shop'] }, { deadLetters: 'dead', maximumRetryAttempts: 3 });
    await served.publish({});
    await deadLetter();
    expect(count.attempts).toBe(4);
    expect(served.sent).toEqual([
      expect.objectContaining({
        queue: 'dead',
        attributes: {
          RULE_ARN: ruleArn('orders', 'to-work'),
          TARGET_ARN: queueArn('work'),
          ERROR_CODE: 'ERROR_FROM_TARGET',
          ERROR_MESSAGE: 'the queue is down',
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          RETRY_ATTEMPTS: '3',
        },
      }),
    ]);
  });

  it('a delivery is retried for MaximumEventAgeInSeconds', async () => {
    served.pause = () => Promise.resolve(void (served.now = new Date(served.now.getTime() + 25_000)));
    const count = failing(new AwsError('ThrottlingException', 'slow down', 429));
    served.rule('orders', 'work', { source: ['shop'] }, { deadLetters: 'dead', maximumEventAgeSeconds: 60 });
    await served.publish({});
    await deadLetter();
    expect(count.attempts).toBe(4);
    expect(served.sent[0]!.attributes).toMatchObject({
      ERROR_CODE: 'THROTTLING',
      EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
      RETRY_ATTEMPTS: '3',
    });
  });

  it('a delivery without retries is in the dead-letter queue before PutEvents answers', async () => {
    failing(new Error('socket hang up'));
    served.rule('orders', 'work', { source: ['shop'] }, { deadLetters: 'dead', maximumRetryAttempts: 0 });
    await served.publish({});
    expect(served.sent[0]!.attributes).toMatchObject({
      ERROR_CODE: 'SDK_CLIENT_ERROR',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '0',
    });
  });

  it('a delivery that fails delays neither the answer of PutEvents nor other targets', async () => {
    served.pause = () => new Promise(() => undefined);
    failing(DOWN);
    served.rule('orders', 'work', { source: ['shop'] });
    served.rule('orders', 'other', { source: ['shop'] });
    await served.publish({});
    expect(served.sent.map(({ queue }) => queue)).toEqual(['other']);
  });

  it('a delivery that fails for the dead-letter queue too loses the event, and reports that', async () => {
    served.before = (queue) => Promise.reject(new AwsError('QueueDoesNotExist', `${queue} does not exist`));
    served.rule('orders', 'work', { source: ['shop'] }, { deadLetters: 'dead' });
    await served.publish({});
    const reason = 'work does not exist; its dead letters dead did not take it either: dead does not exist';
    expect(served.notified).toContainEqual(expect.objectContaining({ type: 'dead-letter', reason }));
  });
});
