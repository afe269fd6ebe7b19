import { createInterface } from 'node:readline/promises';
import { formatCount, formatNumber, oneLine } from '@customer-files/format';
import type { UndoAnswer, WithdrawalRefusal } from '@customer-files/persistence';
import type { Account } from '../account';
import type { UndoCommand } from '../command';
import { withdraw, withdrawalPlan } from '../withdraw';
import { onStage } from '../on-stage';
import type { Progress } from '../progress';
import { Queues } from '../queues';

/** Exit statuses. */
const STATUS = { done: 0, nothing: 2 };

const REFUSALS: Record<WithdrawalRefusal, string> = {
  UNKNOWN: 'no file with this id has ended; customer-files files lists those that have',
  PROCESSING: 'it is still being processed; undo it when it has ended',
  NOTHING_LOADED: 'it put no row into dim_customer, so there is nothing to take out',
  ALREADY_WITHDRAWN: 'it was undone already',
};

const rows = (count: number): string => formatCount(count, 'row');

/** Rows of the file that later files have changed since. */
const stays = (kept: number): string => (kept === 0 ? '' : `; ${rows(kept)} changed by later files stay there`);

/** An answer on one line, for a terminal: the name of the file comes from outside. */
export function answerLine(fileId: string, answer: UndoAnswer): string {
  const name = answer.key === null ? fileId : oneLine(answer.key.slice(answer.key.lastIndexOf('/') + 1));
  switch (answer.state) {
    case 'refused':
      return `${name}: ${REFUSALS[answer.reason]}`;
    case 'planned':
      return `${name}: ${rows(answer.toDelete)} will be deleted from dim_customer${stays(answer.toKeep)}`;
    case 'working':
      return `${name}: ${formatNumber(answer.deleted)} of ${rows(answer.inserted)} deleted`;
    case 'withdrawn':
      return `${name}: ${rows(answer.deleted)} deleted from dim_customer${stays(answer.kept)}`;
  }
}

/** Asks on a terminal. Without one, a command that names a file is meant. */
async function isWanted({ yes }: UndoCommand): Promise<boolean> {
  if (yes || !process.stdin.isTTY || !process.stdout.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('Take them out? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

async function run(command: UndoCommand, account: Account, progress: Progress): Promise<number> {
  const { fileId } = command;
  progress.step(() => 'looking for the rows of the file');
  const plan = await withdrawalPlan(account, fileId);
  progress.end();
  const said = `${answerLine(fileId, plan)}\n`;
  if (plan.state === 'refused') {
    process.stderr.write(said);
    return STATUS.nothing;
  }
  process.stdout.write(said);
  if (command.dryRun) return STATUS.done;
  if (!(await isWanted(command))) {
    process.stdout.write('nothing was changed\n');
    return STATUS.done;
  }
  const answer = await withdraw(account, fileId, (working) => progress.step(() => answerLine(fileId, working)));
  if (account.local) {
    progress.step(() => 'waiting until the services have handled the event');
    await new Queues(account).idle(account.stage);
  }
  progress.end();
  process.stdout.write(`${answerLine(fileId, answer)}\n`);
  return STATUS.done;
}

/** `customer-files undo`: takes the rows of a file back out of dim_customer. Returns the exit status. */
export function undo(command: UndoCommand): Promise<number> {
  return onStage(command, (account, progress) => run(command, account, progress));
}
