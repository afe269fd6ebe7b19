import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { isAlive, identityOf } from '../../src/lifecycle/process-identity';
import { eventually } from '../eventually';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { queue, queueWithDeadLetters } from '../tiny-service';
import { type BatchOptions, deployWithThree, receivedBy, allReceivedBy, urlOf } from './batch-of-three';

jest.setTimeout(60_000);

let test: TestCloud;
const batches: [name: string, does: string, options?: BatchOptions][] = [];

// All at once, so that their retries overlap.
beforeAll(async () => {
  test = await startTestCloud();
  await Promise.all(batches.map((batch) => deployWithThree(test, ...batch)));
});
afterAll(() => test?.end());

/** Registers a function that receives three messages as one batch and runs this code on its `Records`. */
function batchTo(...batch: (typeof batches)[number]): string {
  batches.push(batch);
  return batch[0];
}

const ONCE = ['a1', 'b1', 'c1'];
const TWICE = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'];

describe('event source mappings', () => {
  const well = batchTo('well', 'return { batchItemFailures: [] };');
  it('deletes all messages of a batch that succeeds', async () => {
    expect(await allReceivedBy(test, well)).toEqual(ONCE);
    expect(await test.recorder.until('invocation', (one) => one.function === well)).toMatchObject({ ok: true });
  });

  const partial = batchTo(
    'partial',
    'return { batchItemFailures: isFirst ? [{ itemIdentifier: Records[1].messageId }] : [] };',
  );
  it('retries only the message of a batch that failed', async () => {
    expect(await allReceivedBy(test, partial)).toEqual(['a1', 'b1', 'b2', 'c1']);
    const failed = { ok: false, error: { name: 'BatchItemFailures', message: '1 of 3 messages failed' } };
    expect(test.recorder.invocationsOf(partial)[0]).toMatchObject(failed);
  });

  const throwing = batchTo('throwing', `if (isFirst) throw new TypeError('no luck today');`);
  it('retries all messages of a batch if the function throws', async () => {
    expect(await allReceivedBy(test, throwing)).toEqual(TWICE);
    expect(test.recorder.invocationsOf(throwing)[0]?.error).toEqual({ name: 'TypeError', message: 'no luck today' });
  });

  const unnamed = batchTo('unnamed', 'if (isFirst) return { batchItemFailures: [{}] };');
  const foreign = batchTo(
    'foreign',
    `if (isFirst) return { batchItemFailures: [{ itemIdentifier: 'of another batch' }] };`,
  );
  it.each([unnamed, foreign])('retries all messages of a batch after an invalid answer: %s', async (name) => {
    expect(await allReceivedBy(test, name)).toEqual(TWICE);
  });

  const ending = batchTo('ending', 'if (isFirst) process.exit(3);');
  it('retries all messages of a batch in a new process if the function ends its process', async () => {
    expect(await allReceivedBy(test, ending)).toEqual(TWICE);
    expect(test.recorder.invocationsOf(ending)[0]?.error).toEqual({
      name: 'Runtime.ExitError',
      message: 'the process ended (status 3)',
    });
  });

  // Decided by a file instead of the receive count: on a busy machine the start of the function alone may exceed the
  // timeout.
  const hangOnce = `const [fs, file] = [require('node:fs'), process.env.RECEIVED + '.hung'];
    if (fs.existsSync(file)) return;
    fs.writeFileSync(file, '');
    for (;;);`;
  const slow = batchTo('slow', hangOnce, { timeout: 2 });
  it('kills a function that exceeds its timeout, and retries all messages of its batch', async () => {
    await allReceivedBy(test, slow);
    expect(
      receivedBy(test, slow)
        .map(({ body }) => body)
        .sort(),
    ).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
    expect(test.recorder.invocationsOf(slow)[0]?.error).toEqual({
      name: 'Sandbox.Timedout',
      message: 'Task timed out after 2 seconds',
    });
    const [hung, ...later] = [...new Set(receivedBy(test, slow).map(({ pid }) => pid))];
    expect([isAlive(identityOf(hung!)), later.length]).toEqual([false, 1]);
  });
});

async function receive(name: string): Promise<Message[]> {
  const ask = new ReceiveMessageCommand({ QueueUrl: urlOf(test, name), MaxNumberOfMessages: 10, WaitTimeSeconds: 10 });
  return (await test.clients.sqs.send(ask)).Messages ?? [];
}

describe('queues with functions', () => {
  const mortal = { Queue: queueWithDeadLetters('hopeless', 'Dead', 2), Dead: queue('hopeless-dead') };
  const hopeless = batchTo('hopeless', `throw new Error('never ' + Records[0].body);`, { resources: mortal });
  it('sends a message to the dead-letter queue after maxReceiveCount failures', async () => {
    const letters = new Set<string>();
    await eventually(async () => {
      for (const { Body } of await receive('hopeless-dead')) letters.add(Body!);
      return letters.size === 3;
    });
    expect(await allReceivedBy(test, hopeless)).toEqual(TWICE);
    const { function: by, reason } = await test.recorder.until(
      'dead-letter',
      (letter) => letter.queue === hopeless && letter.body === 'a',
    );
    expect([by, reason]).toEqual([hopeless, 'never a']);
  });

  const takenFrom = batchTo(
    'taken-from',
    `const { existsSync } = require('node:fs');
    const mayGo = () => existsSync(process.env.RECEIVED + '.go');
    while (isFirst && !mayGo()) await new Promise((resolve) => setTimeout(resolve, 10));
    if (isFirst && Records.length === 3) throw new Error('too late');`,
    { resources: { Queue: queue('taken-from', { VisibilityTimeout: 1 }) } },
  );
  it('continues to invoke the function after another consumer has received one of its messages', async () => {
    await eventually(() => receivedBy(test, takenFrom).length === 3);
    await eventually(async () => (await receive(takenFrom)).length > 0);
    writeFileSync(join(test.folder, `${takenFrom}.received.go`), '');
    await test.clients.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(test, takenFrom), MessageBody: 'd' }));
    await eventually(() => receivedBy(test, takenFrom).some(({ body }) => body === 'd'));
  });
});
