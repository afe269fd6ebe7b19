import type { Publish } from '@customer-files/event-bus';
import { create, CustomerFileWithdrawn } from '@customer-files/events';
import type { DataSource } from 'typeorm';
import {
  deleteWindow,
  findWithdrawal,
  finishWithdrawal,
  markWithdrawalPublished,
  markWithdrawn,
  windowsOf,
} from '../adapters/withdrawals';
import type { UndoAnswer, Withdrawal } from '../domain/withdrawal';
import { type DatabaseEffects, MIN_RETRY_BUDGET_MS, withDatabaseRetry } from './database-retry';

/** What the undo of a file needs from outside. */
export interface UndoEffects extends DatabaseEffects {
  publish: Publish;
}

/** Milliseconds after which an invocation answers how far it has come. */
const WORK_MS = 15_000;

/**
 * Takes out of dim_customer what a file has put in, as far as one invocation goes; the next one continues. Each step is a
 * transaction of its own, so that an invocation may be killed at any of them: the mark, after which no part of the file is
 * loaded any more; a window of the table after the other; the end, with which the load history says that the file is withdrawn;
 * and the event.
 *
 * @param dryRun only says what would be done
 * @throws what another invocation may cure
 */
export async function undoFile(fileId: string, dryRun: boolean, effects: UndoEffects): Promise<UndoAnswer> {
  const database = <Result>(work: (source: DataSource) => Promise<Result>): Promise<Result> =>
    withDatabaseRetry(effects, work);
  const found = await database((source) => findWithdrawal(source, fileId));
  if ('reason' in found) return { state: 'refused', ...found };
  const { key, inserted } = found;
  if (found.finishedAt) {
    if (!found.isPublished && !dryRun) await publishWithdrawal(fileId, found, effects);
    return { state: 'refused', reason: 'ALREADY_WITHDRAWN', key };
  }
  if (dryRun) {
    const windows = await database((source) => windowsOf(source, fileId));
    const toDelete = windows.reduce((sum, { rows }) => sum + rows, 0);
    return { state: 'planned', key, toDelete, toKeep: inserted - found.deleted - toDelete };
  }
  await database((source) => markWithdrawn(source, fileId, effects.now()));
  if (await deleteRows(fileId, effects)) await database((source) => finishWithdrawal(source, fileId, effects.now()));
  // What is there now counts: other invocations may do the same.
  const now = (await database((source) => findWithdrawal(source, fileId))) as Withdrawal;
  if (!now.finishedAt) return { state: 'working', key, deleted: now.deleted, inserted };
  await publishWithdrawal(fileId, now, effects);
  return { state: 'withdrawn', key, deleted: now.deleted, kept: now.kept! };
}

/** Deletes the rows of a file. Resolves with true where none is left, with false where the time has run out. */
async function deleteRows(fileId: string, effects: UndoEffects): Promise<boolean> {
  const until = effects.now().getTime() + WORK_MS;
  // Looked for again after each round: a rewrite of the table moves rows.
  for (;;) {
    const windows = await withDatabaseRetry(effects, (source) => windowsOf(source, fileId));
    if (windows.length === 0) return true;
    for (const window of windows) {
      if (effects.now().getTime() > until || effects.remainingMs() < MIN_RETRY_BUDGET_MS) return false;
      await withDatabaseRetry(effects, (source) => deleteWindow(source, fileId, window));
    }
  }
}

async function publishWithdrawal(
  fileId: string,
  { key, receivedAt, finishedAt, deleted, kept }: Withdrawal,
  effects: UndoEffects,
): Promise<void> {
  await effects.publish([
    create(CustomerFileWithdrawn, { fileId, key, receivedAt, withdrawnAt: finishedAt!, deleted, kept: kept! }),
  ]);
  await withDatabaseRetry(effects, (source) => markWithdrawalPublished(source, fileId, effects.now()));
}
