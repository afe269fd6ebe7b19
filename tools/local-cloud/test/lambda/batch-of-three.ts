import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { eventually } from '../eventually';
import type { TestCloud } from '../test-cloud';
import { lambda, mapping, queue, type TinyResource, writeService } from '../tiny-service';

/** What one message was when a function got it. */
export interface Heard {
  body: string;
  time: number;
  pid: number;
}

/** A function of its own name, behind a queue of that name, that is `Queue` in the template. */
export interface BatchOptions {
  resources?: Record<string, TinyResource>;
  timeout?: number;
}

/** Notes every message with the count of its receipts, and then does what the test says with `Records`. */
const handlerThat = (does: string): string => `exports.handler = async ({ Records }) => {
  for (const { body, attributes } of Records) {
    const heard = { body, time: Number(attributes.ApproximateReceiveCount), pid: process.pid };
    require('node:fs').appendFileSync(process.env.HEARD, JSON.stringify(heard) + '\\n');
  }
  const isFirst = Records[0].attributes.ApproximateReceiveCount === '1';
  ${does}
};`;

export const urlOf = ({ cloud }: TestCloud, queueName: string): string =>
  `${cloud.endpoints.sqs}/000000000000/${queueName}`;

/** Lets a function have the messages a, b and c as one batch: they wait in its queue before it is there. */
export async function deployWithThree(
  test: TestCloud,
  name: string,
  does: string,
  options: BatchOptions = {},
): Promise<void> {
  const { resources = { Queue: queue(name) }, timeout = 20 } = options;
  const directory = join(test.folder, name);
  await test.cloud.deploy(name, writeService(directory, { resources }));
  const Entries = ['a', 'b', 'c'].map((body) => ({ Id: body, MessageBody: body }));
  await test.clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: urlOf(test, name), Entries }));
  const hearing = lambda(name, { variables: { HEARD: `${directory}.heard` }, timeout });
  const all = { ...resources, Function: hearing, Mapping: mapping('Function', 'Queue') };
  await test.cloud.deploy(name, writeService(directory, { resources: all, code: { [name]: handlerThat(does) } }));
}

/** What a function has heard so far. */
export function heardBy({ folder }: TestCloud, name: string): Heard[] {
  const file = join(folder, `${name}.heard`);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Heard)
    : [];
}

/** What a function has heard when its queue has nothing left, waiting or in flight: `b2` is b, for the second time. */
export async function heardByTheEnd(test: TestCloud, name: string): Promise<string[]> {
  const ask = new GetQueueAttributesCommand({ QueueUrl: urlOf(test, name), AttributeNames: ['All'] });
  await eventually(async () => {
    const { Attributes } = await test.clients.sqs.send(ask);
    return Attributes!.ApproximateNumberOfMessages === '0' && Attributes!.ApproximateNumberOfMessagesNotVisible === '0';
  });
  return heardBy(test, name)
    .map(({ body, time }) => `${body}${time}`)
    .sort();
}
