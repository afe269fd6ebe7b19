import { FeedSettings, type CustomerFileProcessed } from '@customer-files/events';
import { formatCount, oneLine } from '@customer-files/format';
import { type Account, localAccount, realAccount } from '../account';
import { attachOrBringUp } from '../bring-up';
import type { SmokeCommand } from '../command';
import { STAGE } from '../local-deployment';
import { Progress } from '../progress';
import { differencesOf } from '../smoke/compare';
import { REJECTED, SMOKE_CUSTOMER_ID, type SmokeFile, smokeFile } from '../smoke/smoke-file';
import { StageObjects } from '../smoke/stage-objects';
import { waitForSummary } from '../smoke/wait-for-summary';

/** What became of the valid row. */
function loadedAs(counts: NonNullable<CustomerFileProcessed['counts']>): string {
  const { total: _, valid: _valid, invalid: _invalid, ...loaded } = counts;
  return Object.entries(loaded)
    .filter(([, count]) => count > 0)
    .map(
      ([name, count]) =>
        `${count} ${name}${name === 'conflicting' ? ' (the row of an earlier year has another age)' : ''}`,
    )
    .join(', ');
}

function described({ counts, fileId }: CustomerFileProcessed, file: SmokeFile, landing: string): string {
  const rejected = file.hasReject
    ? `1 rejected (${REJECTED.code}, as it has to be)`
    : 'none sent that is rejected, because maxRejects would refuse the file';
  return [
    `  s3://${landing}/${file.key}`,
    `  file ${fileId}: ${formatCount(counts!.total, 'row')}, 1 accepted, ${rejected}`,
    `  ${loadedAs(counts!)}`,
    `  The row of customer ${SMOKE_CUSTOMER_ID} stays in dim_customer. The objects stay until they expire: a replay needs them.`,
    '',
  ].join('\n');
}

async function run(seconds: number, account: Account, progress: Progress): Promise<number> {
  const objects = await StageObjects.of(account);
  const file = smokeFile(await objects.feed(), new Date());
  const began = Date.now();
  const fileId = await objects.drop(file);
  const summary = await waitForSummary(fileId, { account, objects, progress, seconds });
  const took = ((Date.now() - began) / 1000).toFixed(1);
  const differences = await differencesOf(summary, file, objects);
  progress.end();
  if (differences.length > 0) {
    const lines = differences.map((difference) => `  ${oneLine(difference)}\n`).join('');
    process.stderr.write(`${account.place} is broken: file ${fileId} of ${file.key}\n${lines}`);
    return 1;
  }
  process.stdout.write(
    `${account.place} works: ${took} s from the object put to its summary\n${described(summary, file, objects.buckets.landing)}`,
  );
  return 0;
}

/** `customer-files smoke`: sends a small file through a deployed stage and checks what became of it. Returns the exit status. */
export async function smoke({ stage, region, seconds }: SmokeCommand): Promise<number> {
  const progress = new Progress();
  const account =
    stage === STAGE ? localAccount(await attachOrBringUp(new FeedSettings(), progress)) : realAccount(stage, region);
  try {
    return await run(seconds, account, progress);
  } finally {
    progress.end();
    await account.local?.close();
  }
}
