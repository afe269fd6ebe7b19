import { setTimeout as delay } from 'node:timers/promises';
import type { CustomerFileProcessed } from '@customer-files/events';
import { formatNumber } from '@customer-files/format';
import type { HistoryEntry, UndoAnswer } from '@customer-files/persistence';
import type { Account } from '../account';
import { CONSUMERS } from '../consumers';
import { invoke } from '../invoke';
import type { Progress } from '../progress';
import { Queues } from '../queues';
import { withdraw } from '../withdraw';
import { placesOf } from './places';
import { pollMs } from './wait-for-summary';

/** What the taking out of a file needs from outside. @param seconds the most that it waits for the load history */
interface TakingOut {
  account: Account;
  progress: Progress;
  seconds: number;
}

/** The consumer that writes the load history. Only a file that is in it can be undone. */
const RECORD = CONSUMERS.find(({ detailTypes }) => detailTypes.includes('CustomerFileProcessed'))!;

/** Whether the load history does not have a file yet. Its summary is there a moment earlier. */
const isUnrecorded = (answer: UndoAnswer): boolean =>
  answer.state === 'refused' && (answer.reason === 'PROCESSING' || answer.reason === 'UNKNOWN');

/**
 * Undoes the file of a smoke test, as `npm run undo` does.
 *
 * @throws where the load history does not have the file in time, with the queue and log to look at
 */
export async function takeOut(fileId: string, { account, progress, seconds }: TakingOut): Promise<UndoAnswer> {
  const deadline = Date.now() + seconds * 1000;
  progress.step(() => `file ${fileId}: taking its row out of dim_customer`);
  for (;;) {
    const answer = await withdraw(account, fileId);
    if (!isUnrecorded(answer)) {
      // The embedded cloud may stop after this, and the e-mail about the undo is still to be sent.
      if (account.local && answer.state === 'withdrawn') await new Queues(account).idle(account.stage);
      return answer;
    }
    if (Date.now() >= deadline) {
      const places = (await placesOf(RECORD, account)).map((line) => `\n  ${line}`).join('');
      throw new Error(`it is not in the load history after ${formatNumber(seconds)} s. Look at${places}`);
    }
    await delay(pollMs(account));
  }
}

/** Compares what the undo says with what the file inserted. Returns what is wrong, a line each. */
export function differencesOfUndo(answer: UndoAnswer, { counts }: Pick<CustomerFileProcessed, 'counts'>): string[] {
  // Parts of a refused file may have been loaded: how many rows, its summary does not say.
  const inserted = counts?.inserted ?? null;
  if (answer.state === 'withdrawn') {
    const { deleted, kept } = answer;
    return (inserted === null || deleted === inserted) && kept === 0
      ? []
      : [`the undo deleted ${deleted} and kept ${kept} of the rows that the file inserted, which are ${inserted}`];
  }
  if (answer.state === 'refused' && answer.reason === 'NOTHING_LOADED' && !inserted) return [];
  const words = answer.state === 'refused' ? answer.reason : answer.state;
  return [`the undo answers ${words}, and the file inserted ${inserted ?? 'an unknown number of rows'}`];
}

/** The file of a smoke test whose row is still in dim_customer; null where the latest files have none. */
export async function earlierFile(account: Account): Promise<string | null> {
  const { files } = await invoke<{ files: HistoryEntry[] }>(
    account,
    { service: 'persistence', name: 'files' },
    { names: [], feed: null },
  );
  const left = files.find(
    ({ key, counts, withdrawnAt }) => /(^|\/)smoke-[^/]*$/.test(key) && counts?.inserted === 1 && withdrawnAt === null,
  );
  return left?.fileId ?? null;
}
