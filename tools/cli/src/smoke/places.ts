import { join, relative } from 'node:path';
import { formatNumber } from '@customer-files/format';
import type { Account } from '../account';
import { type Consumer, deadLettersOf, functionOf, queueOf } from '../consumers';
import { STATE } from '../paths';
import { Queues } from '../queues';

async function depthOf(queues: Queues, queue: string): Promise<string> {
  try {
    const depth = await queues.depth(queue);
    return `${formatNumber(depth)} ${depth === 1 ? 'message' : 'messages'}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Where to look when a consumer does not do its work: its queue, dead letters and log, a line each. */
export async function placesOf(consumer: Consumer, account: Account): Promise<string[]> {
  const { stage, local } = account;
  const queues = new Queues(account);
  const name = functionOf(consumer, stage);
  const [queue, deadLetters] = [queueOf(consumer, stage), deadLettersOf(consumer, stage)];
  return [
    `${consumer.service}:`,
    `  queue         ${queue}: ${await depthOf(queues, queue)}`,
    `  dead letters  ${deadLetters}: ${await depthOf(queues, deadLetters)}`,
    local
      ? `  log           ${relative(process.cwd(), join(STATE, 'logs', `${name}.log`))}`
      : `  log group     /aws/lambda/${name}`,
  ];
}
