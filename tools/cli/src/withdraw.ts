import type { UndoAnswer } from '@customer-files/persistence';
import type { Account } from './account';
import { invoke } from './invoke';

const UNDO = { service: 'persistence', name: 'undo' };

/** What the undo of a file would do. Nothing is changed. */
export const withdrawalPlan = (account: Account, fileId: string): Promise<UndoAnswer> =>
  invoke<UndoAnswer>(account, UNDO, { fileId, dryRun: true });

/** Undoes a file: invokes the function of persistence until it has done all. @param onProgress called while rows are left */
export async function withdraw(
  account: Account,
  fileId: string,
  onProgress: (answer: UndoAnswer) => void = () => undefined,
): Promise<UndoAnswer> {
  for (;;) {
    const answer = await invoke<UndoAnswer>(account, UNDO, { fileId, dryRun: false });
    if (answer.state !== 'working') return answer;
    onProgress(answer);
  }
}
