import { join } from 'node:path';
import type { FeedSettings } from '@customer-files/events';
import { oneLine } from '@customer-files/format';
import type { CloudHandle } from '@customer-files/local-cloud';
import { printableJson } from '../../bin/printable.mjs';
import { bringUp, forgetState } from '../bring-up';
import type { StartCommand } from '../command';
import { EXAMPLE, EXAMPLE_DAY } from '../../bin/example.mjs';
import { instantOn } from '../drop-files';
import { feedSettings } from '../feed';
import { INTERRUPTED, Interrupted, interruption } from '../interruption';
import { jsonDocument, screenSummary } from '../outcome';
import { ROOT, STATE } from '../paths';
import { Progress } from '../progress';
import { type FilesRun, FilesRunner } from '../run-files';
import { servingNotice } from '../serving';
import { whileUp } from '../while-up';

/** Exit statuses. */
const STATUS = { processed: 0, broken: 1, refused: 2 };

/** `customer-files start`: returns the exit status. Throws `SettingsInvalid` before anything is started. */
export async function start(command: StartCommand): Promise<number> {
  const began = Date.now();
  const feed = feedSettings(command.settings);
  if (command.fresh) forgetState(STATE);
  const progress = new Progress();
  const interrupted = interruption(progress);
  let cloud: CloudHandle | null = null;
  try {
    const comingUp = bringUp(feed, progress).then((up) => (cloud = up));
    // An interrupted start waits for the cloud too: one that comes up later would stay without a client.
    await Promise.race([comingUp, interrupted]).catch(async (error: unknown) => {
      await comingUp.catch(() => undefined);
      throw error;
    });
    return await runIn(cloud!, { command, feed, progress, began, interrupted });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return INTERRUPTED;
  } finally {
    progress.end();
    await (cloud as CloudHandle | null)?.close();
  }
}

interface Run {
  command: StartCommand;
  feed: FeedSettings;
  progress: Progress;
  began: number;
  interrupted: Promise<never>;
}

/** Runs the files, and then serves where the command says so. Returns the exit status. */
async function runIn(cloud: CloudHandle, { command, feed, progress, began, interrupted }: Run): Promise<number> {
  let serving = false;
  const runner = new FilesRunner(cloud, progress, (outcome) => {
    // While the cloud is served, other processes drop files too.
    if (serving) process.stdout.write(`${screenSummary(outcome)}\n`);
  });
  const files = command.files.length > 0 ? command.files : [join(ROOT, EXAMPLE)];
  const day = command.asOf ?? (command.files.length > 0 ? null : EXAMPLE_DAY);
  const startMs = Date.now() - began;
  const running = runner.run(files, feed.incomingPrefix, day ? instantOn(day, feed.timeZone) : null);
  const run = await Promise.race([whileUp(cloud, running), interrupted]);
  progress.end();
  const status = report(command, run, startMs, cloud);
  if (!command.serve) {
    await Promise.race([inHistory(cloud, run), interrupted]);
    return status;
  }
  process.stdout.write(servingNotice(cloud.endpoints));
  serving = true;
  await cloud.local('serving', { serving: true });
  await Promise.race([interrupted, cloud.ended]).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
  });
  return status;
}

/** The load history of a file is written after the file has ended: `files` knows it when this command has ended. */
async function inHistory({ endpoints }: CloudHandle, { outcomes }: FilesRun): Promise<void> {
  const { waitForHistory } = await import('../local-history');
  await waitForHistory(
    endpoints,
    outcomes.flatMap(({ fileId }) => fileId ?? []),
  );
}

function report({ json }: StartCommand, run: FilesRun, startMs: number, cloud: CloudHandle): number {
  const { outcomes, failures, processMs } = run;
  for (const { file, failure } of failures) process.stderr.write(`\n${oneLine(`${file} has no result: ${failure}`)}\n`);
  const text = json
    ? printableJson(jsonDocument(outcomes, { start: startMs, process: processMs }))
    : `${outcomes.map(screenSummary).join('\n')}\n${footer(processMs, cloud)}`;
  process.stdout.write(text);
  if (failures.length > 0) return STATUS.broken;
  return outcomes.some(({ status }) => status === 'refused') ? STATUS.refused : STATUS.processed;
}

function footer(processMs: number, { endpoints: { postgres } }: CloudHandle): string {
  const seconds = (processMs / 1000).toFixed(1);
  const query = 'npm run sql -- "SELECT * FROM dim_customer LIMIT 5"';
  return `\n  ${seconds} s from the first object put to the last e-mail\n  database   ${postgres!.database}; query it with: ${query}\n`;
}
