import 'reflect-metadata';
import { QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { recordingLogger } from '@customer-files/event-handler/test/batches';
import { queueDepth } from '../src/adapters/queue-depth';
import { MailRefused } from '../src/domain/mail-refused';
import { wireDetectStalled } from '../src/handlers/wire-detect-stalled';
import { received } from './events';
import { DEAD_LETTER_QUEUES } from './dead-letter-queues';
import { notification } from './notification';

describe('files that were never received', () => {
  it('are reported with how many they are, and with the dead letters to look into', async () => {
    const { lookForUnreceived, mails } = notification();
    await lookForUnreceived(3);
    expect(mails.map(({ subject }) => subject)).toEqual(['3 files were dropped and could not be received.']);
    for (const form of [mails[0]!.text, mails[0]!.html]) expect(form).toContain(DEAD_LETTER_QUEUES.ingestion[0]);
  });

  it('cause no e-mail while the dead letters of ingestion are empty', async () => {
    const { lookForUnreceived, mails, objects } = notification();
    await lookForUnreceived(0);
    expect(mails).toEqual([]);
    expect(objects.list('notification', 'files/')).toEqual([]);
  });

  it('cause one e-mail a day, for as long as there are some', async () => {
    const { lookForUnreceived, mails, later } = notification();
    for (let run = 0; run < 5; run++) {
      await lookForUnreceived(1);
      later(15);
    }
    expect(mails).toHaveLength(1);
    later(24 * 60);
    await lookForUnreceived(1);
    await lookForUnreceived(0);
    expect(mails.map(({ subject }) => subject)).toEqual([
      'One file was dropped and could not be received.',
      'One file was dropped and could not be received.',
    ]);
  });

  it('cause one e-mail when two runs look at the same time', async () => {
    const { lookForUnreceived, mails } = notification();
    await Promise.all([lookForUnreceived(1), lookForUnreceived(1)]);
    expect(mails).toHaveLength(1);
  });

  it('are reported by the next run after one whose e-mail SES refused', async () => {
    const { lookForUnreceived, mails } = notification();
    const refuse = { send: () => Promise.reject(new MailRefused('Throttling', null)) };
    await expect(lookForUnreceived(1, refuse)).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    await lookForUnreceived(1);
    expect(mails).toHaveLength(1);
  });
});

describe('a run of detectStalled', () => {
  const run = (test: ReturnType<typeof notification>, changed: object) => {
    const recorder = recordingLogger();
    const handler = wireDetectStalled({
      logger: recorder.logger,
      effectsOf: () => ({
        ...test.effects,
        deadLetterQueues: DEAD_LETTER_QUEUES,
        remainingMs: () => 90_000,
        messagesIn: () => Promise.resolve(1),
        ...changed,
      }),
    });
    return { ...recorder, result: handler({}, { functionName: 'detectStalled' } as Context) };
  };

  it('reports stalled files also when the dead letters of ingestion cannot be read, and fails', async () => {
    const test = notification();
    await test.deliver(received());
    test.later(60);
    const { result } = run(test, { messagesIn: () => Promise.reject(new Error('AccessDenied')) });
    await expect(result).rejects.toThrow('AccessDenied');
    expect(test.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('has stalled')]);
  });

  it('reports files that were never received also when the open files cannot be listed, and fails', async () => {
    const test = notification();
    const list = () => {
      throw new Error('SlowDown');
    };
    const { result } = run(test, { store: { ...test.store, list } });
    await expect(result).rejects.toThrow('SlowDown');
    expect(test.mails).toHaveLength(1);
  });

  it('fails with one error and logs the other one when neither part works', async () => {
    const test = notification();
    const list = () => {
      throw new Error('SlowDown');
    };
    const messagesIn = () => Promise.reject(new Error('AccessDenied'));
    const { result, lines } = run(test, { store: { ...test.store, list }, messagesIn });
    await expect(result).rejects.toThrow('AccessDenied');
    expect(lines).toMatchObject([{ level: 'ERROR', error: { message: 'SlowDown' } }]);
  });
});

it('the depth of a queue is read by its name', async () => {
  const sent: object[] = [];
  const client = Object.assign(new SQSClient({ region: 'eu-west-1' }), {
    send: ({ input }: { input: object }) => {
      sent.push(input);
      return Promise.resolve({ QueueUrl: 'https://sqs/the-queue', Attributes: { ApproximateNumberOfMessages: '12' } });
    },
  });
  expect(await queueDepth(client)('the-queue')).toBe(12);
  expect(sent).toEqual([
    { QueueName: 'the-queue' },
    { QueueUrl: 'https://sqs/the-queue', AttributeNames: ['ApproximateNumberOfMessages'] },
  ]);
});

describe('a queue that SQS does not answer for', () => {
  const failing = (error: Error) =>
    Object.assign(new SQSClient({ region: 'eu-west-1' }), { send: () => Promise.reject(error) });

  it('has the depth 0 where it does not exist, as before the first deploy of ingestion', async () => {
    const missing = new QueueDoesNotExist({ message: 'The specified queue does not exist.', $metadata: {} });
    expect(await queueDepth(failing(missing))('the-queue')).toBe(0);
  });

  it('lets the run fail where the role may not ask for it', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
    await expect(queueDepth(failing(denied))('the-queue')).rejects.toBe(denied);
  });
});
