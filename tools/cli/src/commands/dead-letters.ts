import { join, relative } from 'node:path';
import { oneLine } from '@customer-files/format';
import { printableJson } from '../../bin/printable.mjs';
import type { Account } from '../account';
import type { DeadLettersCommand } from '../command';
import { type Consumer, CONSUMERS, deadLettersOf, functionOf, queueOf } from '../consumers';
import { type DeadLetter, deadLetterOf } from '../dead-letter';
import { lastError } from '../last-error';
import { onStage } from '../on-stage';
import { STATE } from '../paths';
import type { Progress } from '../progress';
import { Queues } from '../queues';

/** The reason from the log of the consumer's function; in an account, where to find it. */
function reasonIn(account: Account, consumer: Consumer): (messageId: string) => string {
  const name = functionOf(consumer, account.stage);
  const log = join(STATE, 'logs', `${name}.log`);
  if (account.local) return (messageId) => lastError(log, messageId) ?? `see ${relative(process.cwd(), log)}`;
  return (messageId) => `see the log group /aws/lambda/${name}, message ${messageId}`;
}

/** A dead letter for a terminal: what it says of itself comes from outside. */
export function line({ service, sentAt, event, fileId, part, reason }: DeadLetter): string {
  const file = fileId ? `file ${fileId}` : '';
  const about = [event, file, part === null ? '' : `part ${part}`].map(oneLine).filter(Boolean).join('  ');
  return `${sentAt}  ${service.padEnd(12)}  ${about}\n    ${oneLine(reason)}\n`;
}

async function list({ json }: DeadLettersCommand, account: Account, consumers: readonly Consumer[]): Promise<number> {
  const queues = new Queues(account);
  const found: DeadLetter[] = [];
  for (const consumer of consumers) {
    const messages = await queues.read(deadLettersOf(consumer, account.stage));
    found.push(...messages.map((message) => deadLetterOf(consumer, message, reasonIn(account, consumer))));
  }
  if (json) process.stdout.write(printableJson({ deadLetters: found }));
  else if (found.length === 0) process.stdout.write('no dead letters\n');
  else
    process.stdout.write(
      `${found.map(line).join('')}\n${found.length} in all; once the cause is removed, send them again: dead-letters redrive\n`,
    );
  return 0;
}

/** What a redrive did. `returned` is null where that is not waited for. */
interface Redriven {
  sent: number;
  /** Dead letters that could not be received, because another reader holds them. */
  left: number;
  /** How many were in the dead letters again when all had been handled. */
  returned: number | null;
}

function describe({ sent, left, returned }: Redriven, place: string): string {
  const after =
    returned === null
      ? ` in ${place}; their handling begins now`
      : `, ${returned} of them came back to the dead letters`;
  const held = left > 0 ? `; ${left} are held by another reader, run this again in five minutes` : '';
  return `${sent} sent again${after}${held}\n`;
}

/** Sends dead letters to their consumers again. In the embedded cloud it waits until they have been handled. */
async function redrive(
  { json }: DeadLettersCommand,
  account: Account,
  consumers: readonly Consumer[],
  progress: Progress,
): Promise<number> {
  const queues = new Queues(account);
  const result: Redriven = { sent: 0, left: 0, returned: null };
  for (const consumer of consumers) {
    const [from, to] = [deadLettersOf(consumer, account.stage), queueOf(consumer, account.stage)];
    const { left } = await queues.moveAll(from, to, () => {
      result.sent++;
      progress.step(() => `${result.sent} sent again`);
    });
    result.left += left;
  }
  if (account.local) result.returned = (await depthWhenHandled(queues, account, consumers, progress)) - result.left;
  progress.end();
  const { sent, left, returned } = result;
  process.stdout.write(json ? `${JSON.stringify({ sent, left, again: returned })}\n` : describe(result, account.place));
  return returned || left ? 1 : 0;
}

async function depthWhenHandled(
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

/** `customer-files dead-letters`: lists messages that a service could not handle, or sends them again. Returns the exit status. */
export function deadLetters(command: DeadLettersCommand): Promise<number> {
  const consumers = CONSUMERS.filter(({ service }) => command.service === null || service === command.service);
  return onStage(command, (account, progress) => {
    progress.step(() => 'reading the dead-letter queues');
    return command.verb === 'list' ? list(command, account, consumers) : redrive(command, account, consumers, progress);
  });
}
