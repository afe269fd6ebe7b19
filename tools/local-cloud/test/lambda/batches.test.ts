import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { isAlive, identityOf } from '../../src/lifecycle/process-identity';
import { eventually } from '../eventually';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { queue, queueWithDeadLetters } from '../tiny-service';
import { type BatchOptions, deployWithThree, heardBy, heardByTheEnd, urlOf } from './batch-of-three';

jest.setTimeout(60_000);

let test: TestCloud;
const batches: [name: string, does: string, options?: BatchOptions][] = [];

// Together, so that they wait for their retries together.
beforeAll(async () => {
  test = await startTestCloud();
  await Promise.all(batches.map((batch) => deployWithThree(test, ...batch)));
});
afterAll(() => test?.end());

/** A function that gets three messages as one batch, and does this with its `Records`. */
function batchTo(...batch: (typeof batches)[number]): string {
  batches.push(batch);
  return batch[0];
}

const ONCE = ['a1', 'b1', 'c1'];
const TWICE = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'];

describe('of a batch', () => {
  const well = batchTo('well', 'return { batchItemFailures: [] };');
  it('no message comes back when all went well', async () => {
    expect(await heardByTheEnd(test, well)).toEqual(ONCE);
    expect(await test.witness.until('invocation', (one) => one.function === well)).toMatchObject({ ok: true });
  });

  const partial = batchTo(
    'partial',
    'return { batchItemFailures: isFirst ? [{ itemIdentifier: Records[1].messageId }] : [] };',
  );
  it('only the message comes back that failed', async () => {
    expect(await heardByTheEnd(test, partial)).toEqual(['a1', 'b1', 'b2', 'c1']);
    const failed = { ok: false, error: { name: 'BatchItemFailures', message: '1 of 3 messages failed' } };
    expect(test.witness.invocationsOf(partial)[0]).toMatchObject(failed);
  });

  const throwing = batchTo('throwing', `if (isFirst) throw new TypeError('no luck today');`);
  it('every message comes back when the function throws', async () => {
    expect(await heardByTheEnd(test, throwing)).toEqual(TWICE);
    expect(test.witness.invocationsOf(throwing)[0]?.error).toEqual({ name: 'TypeError', message: 'no luck today' });
  });

  const unnamed = batchTo('unnamed', 'if (isFirst) return { batchItemFailures: [{}] };');
  const foreign = batchTo(
    'foreign',
    `if (isFirst) return { batchItemFailures: [{ itemIdentifier: 'of another batch' }] };`,
  );
  it.each([unnamed, foreign])(
    'every message comes back after an answer that cannot be understood: %s',
    async (name) => {
      expect(await heardByTheEnd(test, name)).toEqual(TWICE);
    },
  );

  const ending = batchTo('ending', 'if (isFirst) process.exit(3);');
  it('every message comes back, to a new process, when the function ends its own', async () => {
    expect(await heardByTheEnd(test, ending)).toEqual(TWICE);
    expect(test.witness.invocationsOf(ending)[0]?.error).toEqual({
      name: 'Runtime.ExitError',
      message: 'the process ended (status 3)',
    });
  });

  // By a file, because a busy machine may need longer than the time-out to start the function, which is a receipt as well.
  const hangOnce = `const [fs, file] = [require('node:fs'), process.env.HEARD + '.hung'];
    if (fs.existsSync(file)) return;
    fs.writeFileSync(file, '');
    for (;;);`;
  const slow = batchTo('slow', hangOnce, { timeout: 2 });
  it('every message comes back from a function that takes too long, which is killed', async () => {
    await heardByTheEnd(test, slow);
    expect(
      heardBy(test, slow)
        .map(({ body }) => body)
        .sort(),
    ).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
    expect(test.witness.invocationsOf(slow)[0]?.error).toEqual({
      name: 'Sandbox.Timedout',
      message: 'Task timed out after 2 seconds',
    });
    const [hung, ...later] = [...new Set(heardBy(test, slow).map(({ pid }) => pid))];
    expect([isAlive(identityOf(hung!)), later.length]).toEqual([false, 1]);
  });
});

async function receive(name: string): Promise<Message[]> {
  const ask = new ReceiveMessageCommand({ QueueUrl: urlOf(test, name), MaxNumberOfMessages: 10, WaitTimeSeconds: 10 });
  return (await test.clients.sqs.send(ask)).Messages ?? [];
}

describe('a queue', () => {
  const mortal = { Queue: queueWithDeadLetters('hopeless', 'Dead', 2), Dead: queue('hopeless-dead') };
  const hopeless = batchTo('hopeless', `throw new Error('never ' + Records[0].body);`, { resources: mortal });
  it('makes a dead letter of a message that has failed as often as it may', async () => {
    const letters = new Set<string>();
    await eventually(async () => {
      for (const { Body } of await receive('hopeless-dead')) letters.add(Body!);
      return letters.size === 3;
    });
    expect(await heardByTheEnd(test, hopeless)).toEqual(TWICE);
    const { function: by, reason } = await test.witness.until(
      'dead-letter',
      (letter) => letter.queue === hopeless && letter.body === 'a',
    );
    expect([by, reason]).toEqual([hopeless, 'never a']);
  });

  const takenFrom = batchTo(
    'taken-from',
    `const { existsSync } = require('node:fs');
    const mayGo = () => existsSync(process.env.HEARD + '.go');
    while (isFirst && !mayGo()) await new Promise((resolve) => setTimeout(resolve, 10));
    if (isFirst && Records.length === 3) throw new Error('too late');`,
    { resources: { Queue: queue('taken-from', { VisibilityTimeout: 1 }) } },
  );
  it('goes on invoking its function after somebody else has taken a message that the function had', async () => {
    await eventually(() => heardBy(test, takenFrom).length === 3);
    await eventually(async () => (await receive(takenFrom)).length > 0);
    writeFileSync(join(test.folder, `${takenFrom}.heard.go`), '');
    await test.clients.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(test, takenFrom), MessageBody: 'd' }));
    await eventually(() => heardBy(test, takenFrom).some(({ body }) => body === 'd'));
  });
});
