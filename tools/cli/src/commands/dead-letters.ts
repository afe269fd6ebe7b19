import { join, relative } from 'node:path';
import { FeedSettings } from '@customer-files/events';
import type { DeadLettersCommand } from '../command';
import { type Account, localAccount, realAccount } from '../account';
import { attachOrBringUp } from '../bring-up';
import { type Consumer, CONSUMERS, deadLettersOf, functionOf, queueOf } from '../consumers';
import { type DeadLetter, deadLetterOf } from '../dead-letter';
import { lastError } from '../last-error';
import { Progress } from '../progress';
import { Queues } from '../queues';
import { STATE } from '../paths';

/** Why a function gave a message up, or where that is said. */
function reasonIn(account: Account, consumer: Consumer): (messageId: string) => string {
  const name = functionOf(consumer, account.stage);
  const log = join(STATE, 'logs', `${name}.log`);
  if (account.local) return (messageId) => lastError(log, messageId) ?? `see ${relative(process.cwd(), log)}`;
  return (messageId) => `see the log group /aws/lambda/${name}, message ${messageId}`;
}

function line({ service, sentAt, event, fileId, part, reason }: DeadLetter): string {
  return `${sentAt}  ${service.padEnd(12)}  ${event}${fileId ? `  file ${fileId}` : ''}${part === null ? '' : `  part ${part}`}\n    ${reason}\n`;
}

async function list(asked: DeadLettersCommand, account: Account, consumers: readonly Consumer[]): Promise<number> {
  const queues = new Queues(account);
  const found: DeadLetter[] = [];
  for (const consumer of consumers) {
    const messages = await queues.look(deadLettersOf(consumer, account.stage));
    found.push(...messages.map((message) => deadLetterOf(consumer, message, reasonIn(account, consumer))));
  }
  if (asked.json) process.stdout.write(`${JSON.stringify({ deadLetters: found }, null, 2)}\n`);
  else
    process.stdout.write(
      found.length === 0
        ? 'no dead letters\n'
        : `${found.map(line).join('')}\n${found.length} in all; what has been mended can be sent again: dead-letters redrive\n`,
    );
  return 0;
}

/** Sends dead letters to their consumers again; locally waits until they have been handled. */
async function redrive(
  { json }: DeadLettersCommand,
  account: Account,
  consumers: readonly Consumer[],
  progress: Progress,
): Promise<number> {
  const queues = new Queues(account);
  let sent = 0;
  for (const consumer of consumers) {
    const [from, to] = [deadLettersOf(consumer, account.stage), queueOf(consumer, account.stage)];
    await queues.moveAll(from, to, () => {
      sent++;
      progress.step(() => `${sent} sent again`);
    });
  }
  const again = account.local ? await handled(queues, account, consumers, progress) : null;
  progress.end();
  if (json) process.stdout.write(`${JSON.stringify({ sent, again })}\n`);
  else
    process.stdout.write(
      `${sent} sent again${again === null ? '; they are handled from now on' : `, ${again} of them came back to the dead letters`}\n`,
    );
  return again ? 1 : 0;
}

async function handled(
  queues: Queues,
  { stage }: Account,
  consumers: readonly Consumer[],
  progress: Progress,
): Promise<number> {
  progress.step(() => 'waiting until they are handled');
  await queues.idle(stage);
  const depths = await Promise.all(consumers.map((consumer) => queues.depth(deadLettersOf(consumer, stage))));
  return depths.reduce((sum, depth) => sum + depth, 0);
}

/** `customer-files dead-letters`: lists what was given up, or sends it again. Returns the exit status. */
export async function deadLetters(asked: DeadLettersCommand): Promise<number> {
  const consumers = CONSUMERS.filter(({ service }) => asked.service === null || service === asked.service);
  const progress = new Progress();
  const account = asked.stage
    ? realAccount(asked.stage, asked.region)
    : localAccount(await attachOrBringUp(new FeedSettings(), progress));
  try {
    progress.step(() => 'looking');
    return await (asked.verb === 'list'
      ? list(asked, account, consumers)
      : redrive(asked, account, consumers, progress));
  } finally {
    progress.end();
    await account.local?.close();
  }
}
