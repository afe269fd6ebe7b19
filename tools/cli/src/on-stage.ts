import { FeedSettings } from '@customer-files/events';
import { type Account, localAccount, realAccount } from './account';
import { attachOrBringUp } from './bring-up';
import { Progress } from './progress';

/** A stage as a command names it. */
interface StageOption {
  /** Null is the embedded cloud, which is started where none runs. */
  stage: string | null;
  region: string | null;
}

/** Does the work of a command on its stage, and lets go of the embedded cloud behind it. Resolves with the exit status. */
export async function onStage(
  { stage, region }: StageOption,
  work: (account: Account, progress: Progress) => Promise<number>,
): Promise<number> {
  const progress = new Progress();
  const account = stage
    ? realAccount(stage, region)
    : localAccount(await attachOrBringUp(new FeedSettings(), progress));
  try {
    return await work(account, progress);
  } finally {
    progress.end();
    await account.local?.close();
  }
}
