import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { eventually } from '../eventually';
import type { TestCloud } from '../test-cloud';
import { lambda, mapping, queue, type TinyResource, writeService } from '../tiny-service';

/** A message as a function received it; `time` is its receive count. */
export interface Received {
  body: string;
  time: number;
  pid: number;
}

/** Options of a function and its queue, which have the same name. The queue is `Queue` in the template. */
export interface BatchOptions {
  resources?: Record<string, TinyResource>;
  timeout?: number;
}

/** A handler that records every message with its receive count, and then runs the code of a test on `Records`. */
const handlerThat = (does: string): string => `exports.handler = async ({ Records }) => {
  for (const { body, attributes } of Records) {
    const received = { body, time: Number(attributes.ApproximateReceiveCount), pid: process.pid };
    require('node:fs').appendFileSync(process.env.RECEIVED, JSON.stringify(received) + '\\n');
  }
  const isFirst = Records[0].attributes.ApproximateReceiveCount === '1';
  ${does}
};`;

export const urlOf = ({ cloud }: TestCloud, queueName: string): string =>
  `${cloud.endpoints.sqs}/000000000000/${queueName}`;

/**
 * Deploys a function that receives the messages a, b and c as one batch: they are in its queue before it is deployed.
 */
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
  const recording = lambda(name, { variables: { RECEIVED: `${directory}.received` }, timeout });
  const all = { ...resources, Function: recording, Mapping: mapping('Function', 'Queue') };
  await test.cloud.deploy(name, writeService(directory, { resources: all, code: { [name]: handlerThat(does) } }));
}

/** Returns the messages that a function has received so far. */
export function receivedBy({ folder }: TestCloud, name: string): Received[] {
  const file = join(folder, `${name}.received`);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Received)
    : [];
}

/**
 * Returns the messages that a function has received when its queue is empty and nothing is in flight. `b2` is the
 * second receipt of b.
 */
export async function allReceivedBy(test: TestCloud, name: string): Promise<string[]> {
  const ask = new GetQueueAttributesCommand({ QueueUrl: urlOf(test, name), AttributeNames: ['All'] });
  await eventually(async () => {
    const { Attributes } = await test.clients.sqs.send(ask);
    return Attributes!.ApproximateNumberOfMessages === '0' && Attributes!.ApproximateNumberOfMessagesNotVisible === '0';
  });
  return receivedBy(test, name)
    .map(({ body, time }) => `${body}${time}`)
    .sort();
}
