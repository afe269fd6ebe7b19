import { formatCount } from '@customer-files/format';
import { UsageError } from '../../bin/usage-error.mjs';
import { accountIdOf, realAccount } from '../account';
import type { RemoveCommand } from '../command';
import { serverless } from '../deploy/serverless';
import { STAGE } from '../local-deployment';
import { STATE } from '../paths';
import { Progress } from '../progress';
import { regionOf } from '../region';
import { isConfirmed } from '../remove/confirm';
import { removeLocal } from '../remove/local-state';
import { bucketLine, remaining } from '../remove/remaining';
import { stacksOf } from '../remove/stacks';
import { type StageBucket, StageBuckets } from '../remove/stage-buckets';

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** What is going to be removed, a line each. */
function plan(services: readonly string[], buckets: readonly StageBucket[]): string[] {
  const stacks = [
    `stacks      ${services.join(', ')}, one after the other`,
    '            with their functions, roles, logs and alarms, and all messages and dead letters in their queues',
    ...(services.includes('events') ? ['            and the archive: no event can be replayed any more'] : []),
  ];
  return [...(services.length > 0 ? stacks : []), ...buckets.map(bucketLine)];
}

/** Removes the stacks. Returns false where the framework could not remove one. */
async function removeStacks(
  services: readonly string[],
  { stage, place }: { stage: string; place: string },
  region: string,
  run: typeof serverless,
): Promise<boolean> {
  const done: string[] = [];
  for (const service of services) {
    if ((await run(service, ['remove', '--stage', stage, '--region', region])) !== 0) {
      const before = done.length > 0 ? `; done before: ${done.join(', ')}` : '';
      process.stderr.write(
        `remove of ${place} stopped at ${service}${before}; correct what is said above and run it again\n`,
      );
      return false;
    }
    done.push(service);
  }
  return true;
}

/** Finds the buckets. A million objects take minutes to count. */
async function counted(buckets: StageBuckets): Promise<StageBucket[]> {
  const progress = new Progress();
  progress.step(() => 'counting the objects in the buckets');
  try {
    return await buckets.find();
  } finally {
    progress.end();
  }
}

async function deleteBuckets(found: readonly StageBucket[], buckets: StageBuckets): Promise<void> {
  const progress = new Progress();
  try {
    for (const { name } of found) {
      let deleted = 0;
      progress.step(() => `deleting ${name}: ${formatCount(deleted, 'version')} deleted`);
      await buckets.delete(name, (versions) => (deleted += versions));
    }
  } finally {
    progress.end();
  }
}

/**
 * `customer-files remove`: removes the stacks of a stage, and its data where the command says so. Returns the exit status.
 *
 * @param run runs the framework in the folder of a service, and resolves with its exit status
 * @throws {UsageError} where it would have to ask, and there is no terminal
 */
export async function remove(command: RemoveCommand, run = serverless): Promise<number> {
  const { stage, withData, yes } = command;
  if (withData && !yes && !process.stdin.isTTY)
    throw new UsageError('--with-data asks before it deletes, and there is no terminal; add --yes');
  if (stage === STAGE) return removeLocal(STATE, withData, yes);
  const region = regionOf(command.region);
  const account = realAccount(stage, region);
  const accountId = await accountIdOf(account);
  const buckets = new StageBuckets(account, region, accountId);
  const services = await stacksOf(stage, region);
  const found = await counted(buckets);
  if (services.length === 0 && found.length === 0) {
    print([
      `${account.place} is not in account ${accountId}: it has no stack and no bucket; check --stage and --region`,
    ]);
    return 0;
  }
  print([`to be removed: ${account.place}, account ${accountId}`, ...indented(plan(services, withData ? found : []))]);
  if (withData && !yes && !(await isConfirmed(stage, ` in account ${accountId}, region ${region}`)))
    throw new Error('that is not the name of the stage; nothing was removed');
  if (!(await removeStacks(services, account, region, run))) return 1;
  // Found again: what was written until the functions were gone.
  const left = await counted(buckets);
  if (withData) await deleteBuckets(left, buckets);
  print([
    `removed: ${account.place}`,
    'what stays:',
    ...indented(await remaining({ stage, region }, withData ? [] : left)),
  ]);
  return 0;
}
