import type { CustomerFileProcessed } from '@customer-files/events';
import { oneLine } from '@customer-files/format';
import type { Account } from '../account';
import type { SmokeCommand } from '../command';
import { STAGE } from '../local-deployment';
import { onStage } from '../on-stage';
import type { Progress } from '../progress';
import { differencesOf } from '../smoke/compare';
import { described, undoCommand } from '../smoke/description';
import { smokeFile } from '../smoke/smoke-file';
import { StageObjects } from '../smoke/stage-objects';
import { earlierFile, differencesOfUndo, takeOut } from '../smoke/take-out';
import { waitForSummary } from '../smoke/wait-for-summary';

/** Takes the file out again. Returns what is wrong, a line each: also where it cannot be taken out. */
async function undone(
  summary: CustomerFileProcessed,
  command: SmokeCommand,
  { account, progress }: { account: Account; progress: Progress },
): Promise<string[]> {
  const { fileId } = summary;
  try {
    return differencesOfUndo(await takeOut(fileId, { account, progress, seconds: command.seconds }), summary);
  } catch (error) {
    const [reason, ...places] = (error as Error).message.split('\n');
    return [`it is not undone: ${reason}`, ...places, `To take out what it put in: ${undoCommand(fileId, command)}`];
  }
}

async function run(command: SmokeCommand, account: Account, progress: Progress): Promise<number> {
  const objects = await StageObjects.of(account);
  const file = smokeFile(await objects.feed(), new Date());
  const began = Date.now();
  const fileId = await objects.drop(file);
  const summary = await waitForSummary(fileId, { account, objects, progress, seconds: command.seconds });
  const took = ((Date.now() - began) / 1000).toFixed(1);
  // A report that cannot be read is a difference, and the row is taken out all the same.
  const compared = await differencesOf(summary, file, objects).catch((error: Error) => [error.message]);
  const differences = [...compared, ...(await undone(summary, command, { account, progress }))];
  if (differences.length > 0) {
    progress.end();
    const lines = differences
      .map(
        (difference) => `  ${oneLine(difference)}
`,
      )
      .join('');
    process.stderr.write(`${account.place} is broken: file ${fileId} of ${file.key}\n${lines}`);
    return 1;
  }
  const earlier = summary.counts!.inserted > 0 ? null : await earlierFile(account);
  progress.end();
  process.stdout.write(
    `${account.place} works: ${took} s from the object put to its summary\n${described({ summary, file, landing: objects.buckets.landing, earlier }, command)}`,
  );
  return 0;
}

/**
 * `customer-files smoke`: sends a small file through a deployed stage, checks what became of it, and undoes it. Returns the
 * exit status.
 */
export function smoke(command: SmokeCommand): Promise<number> {
  const { region } = command;
  const stage = command.stage === STAGE ? null : command.stage;
  return onStage({ stage, region }, (account, progress) => run(command, account, progress));
}
