import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { eventually } from '../eventually';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { queue, queueWithDeadLetters } from '../tiny-service';
import { deployWithThree, heardBy, heardByTheEnd, urlOf } from './batch-of-three';

jest.setTimeout(30_000);

let test: TestCloud;
beforeAll(async () => {
  test = await startTestCloud();
});
afterAll(() => test?.end());

async function receive(name: string): Promise<Message[]> {
  const ask = new ReceiveMessageCommand({ QueueUrl: urlOf(test, name), MaxNumberOfMessages: 10, WaitTimeSeconds: 10 });
  return (await test.clients.sqs.send(ask)).Messages ?? [];
}

describe('a queue', () => {
  it('makes a dead letter of a message that has failed as often as it may', async () => {
    const resources = { Queue: queueWithDeadLetters('hopeless', 'Dead', 2), Dead: queue('hopeless-dead') };
    await deployWithThree(test, 'hopeless', `throw new Error('never ' + Records[0].body);`, { resources });
    const letters = new Set<string>();
    await eventually(async () => {
      for (const { Body } of await receive('hopeless-dead')) letters.add(Body!);
      return letters.size === 3;
    });
    expect(await heardByTheEnd(test, 'hopeless')).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
    const { function: by, reason } = await test.witness.until('dead-letter', (letter) => letter.queue === 'hopeless' && letter.body === 'a');
    expect([by, reason]).toEqual(['hopeless', 'never a']);
  });

  it('goes on invoking its function after somebody else has taken a message that the function had', async () => {
    const letGo = join(test.folder, 'let-go');
    const fails = `const { existsSync } = require('node:fs');
      while (isFirst && !existsSync('${letGo}')) await new Promise((resolve) => setTimeout(resolve, 10));
      if (isFirst && Records.length === 3) throw new Error('too late');`;
    await deployWithThree(test, 'shared', fails, { resources: { Queue: queue('shared', { VisibilityTimeout: 1 }) } });
    await eventually(() => heardBy(test, 'shared').length === 3);
    await eventually(async () => (await receive('shared')).length > 0);
    writeFileSync(letGo, '');
    await test.clients.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(test, 'shared'), MessageBody: 'd' }));
    await eventually(() => heardBy(test, 'shared').some(({ body }) => body === 'd'));
  });
});
