import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CustomerFileProcessed, FeedSettings } from '@customer-files/events';
import type { CloudHandle } from '@customer-files/local-cloud';
import type { StartCommand } from '../command';
import { localAccount } from '../account';
import { instantOn } from '../as-of-instant';
import { bringUp } from '../bring-up';
import { STAGE } from '../local-deployment';
import { dropFile, type Dropped, keysOf } from '../drop-files';
import { EXAMPLE, EXAMPLE_DAY } from '../example';
import { feedSettings } from '../feed';
import { Follower, type Journey } from '../file-progress';
import { forgetState } from '../fresh';
import { Queues } from '../queues';
import { journeyLine, Progress } from '../progress';
import { exportResults, type Exported } from '../results';
import { ROOT, STATE } from '../paths';
import { servingNotice } from '../serving';
import { changedMessage, fingerprintOf, hasChanged } from '../file-changed';
import { jsonDocument } from '../summary/json';
import type { Outcome } from '../summary/outcome';
import { screenSummary } from '../summary/screen';

/** After so long a silence one looks whether anything is still under way. */
const QUIET_MS = 20_000;

/** Exit statuses. */
const STATUS = { processed: 0, broken: 1, refused: 2, interrupted: 130 };

/** A run that was ended by Ctrl-C or SIGTERM. */
class Interrupted extends Error {}

function interruption(): { promise: Promise<never>; happened: () => boolean } {
  let happened = false;
  const promise = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        happened = true;
        reject(new Interrupted());
      });
    }
  });
  promise.catch(() => undefined);
  return { promise, happened: () => happened };
}

async function followToTheEnd(
  dropped: readonly Dropped[],
  follower: Follower,
  queues: Queues,
  progress: Progress,
  from: number,
): Promise<Journey[]> {
  const journeys = dropped.map(({ versionId }) => follower.of(versionId));
  const open = (): number => journeys.findIndex(({ stage }) => stage !== 'ended' && stage !== 'broken');
  progress.step(() => {
    const at = open();
    if (at < 0) return '';
    const left = journeys.length > 1 ? `[${at + 1}/${journeys.length}] ` : '';
    return left + journeyLine(basename(dropped[at]!.file), journeys[at]!, from);
  });
  let told: string | null = null;
  while (open() >= 0) {
    await Promise.race([follower.next(), new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
    if (Date.now() - follower.lastHeard > QUIET_MS && (await queues.isIdle(STAGE))) follower.giveUp(journeys);
    const { trouble } = follower;
    if (trouble && trouble !== told) progress.say(`${trouble} (it is tried again)`);
    told = trouble;
  }
  return journeys;
}

/** `customer-files start`: returns the exit status. Throws `SettingsInvalid` before anything is started. */
export async function start(asked: StartCommand): Promise<number> {
  const began = Date.now();
  const feed = feedSettings(asked.settings);
  const interrupted = interruption();
  if (asked.fresh) forgetState(STATE);
  const progress = new Progress();
  /** From then on files are told of that somebody else drops. */
  const serving = { now: false };
  let cloud: CloudHandle | null = null;
  try {
    const coming = bringUp(feed, progress).then((up) => (cloud = up));
    // Whatever ends the wait, a cloud that came up in between must not be forgotten.
    coming.catch(() => undefined);
    await Promise.race([coming, interrupted.promise]).catch(async (error: unknown) => {
      await coming.catch(() => undefined);
      throw error;
    });
    const status = await Promise.race([
      run(asked, feed, cloud!, progress, began, serving),
      interrupted.promise,
      lost(cloud!),
    ]);
    if (!asked.serve) return status;
    process.stdout.write(servingNotice(cloud!.endpoints));
    serving.now = true;
    await cloud!.local('serving', { serving: true });
    await Promise.race([interrupted.promise, cloud!.ended]).catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error;
    });
    return status;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    progress.say('stopping');
    return STATUS.interrupted;
  } finally {
    progress.end();
    await (cloud as CloudHandle | null)?.close();
  }
}

/** The last line of the cloud's log, where it says that it ends. */
function lastWords(): string {
  const last =
    readFileSync(join(STATE, 'logs', 'cloud.log'), 'utf8')
      .trimEnd()
      .split('\n')
      .at(-1) ?? '';
  return last.startsWith('shutting down: ') ? last.slice('shutting down: '.length) : '';
}

async function lost(cloud: CloudHandle): Promise<never> {
  await cloud.ended;
  throw new Error(
    `the embedded cloud has gone${lastWords() ? ` (${lastWords()})` : ''}; its log is .local/logs/cloud.log; npm start begins anew and loses nothing`,
  );
}

async function run(
  asked: StartCommand,
  feed: FeedSettings,
  cloud: CloudHandle,
  progress: Progress,
  began: number,
  serving: { now: boolean },
): Promise<number> {
  const exports = new Map<string, Exported>();
  const onEnded = async (summary: CustomerFileProcessed): Promise<void> => {
    const exported = await exportResults(cloud.endpoints, STATE, summary);
    exports.set(summary.fileId, exported);
    if (serving.now) process.stdout.write(`${screenSummary({ ...summary, file: summary.object.key, ...exported })}\n`);
  };
  const follower = new Follower(cloud, onEnded);
  const files = asked.files.length > 0 ? asked.files : [join(ROOT, EXAMPLE)];
  const day = asked.asOf ?? (asked.files.length > 0 ? null : EXAMPLE_DAY);
  const from = Date.now();
  const keys = keysOf(files, feed.incomingPrefix);
  const dropped: Dropped[] = [];
  for (const [i, file] of files.entries()) {
    const before = fingerprintOf(file);
    dropped.push(await dropFile(cloud.endpoints, file, keys[i]!, day ? instantOn(day, feed.timeZone) : null));
    if (hasChanged(file, before)) progress.say(changedMessage(file));
  }
  const journeys = await followToTheEnd(dropped, follower, new Queues(localAccount(cloud)), progress, from);
  const durationMs = { start: from - began, process: Date.now() - from };
  progress.end();
  return report(asked, dropped, journeys, exports, durationMs, cloud);
}

function report(
  asked: StartCommand,
  dropped: readonly Dropped[],
  journeys: readonly Journey[],
  exports: ReadonlyMap<string, Exported>,
  durationMs: { start: number; process: number },
  cloud: CloudHandle,
): number {
  const ended: Outcome[] = [];
  for (const [i, { file }] of dropped.entries()) {
    const { summary, broken } = journeys[i]!;
    if (summary) ended.push({ ...summary, file: basename(file), ...exports.get(summary.fileId)! });
    else process.stderr.write(`\n${basename(file)} could not be brought to its end: ${broken}\n`);
  }
  if (asked.json) process.stdout.write(`${JSON.stringify(jsonDocument(ended, durationMs), null, 2)}\n`);
  else process.stdout.write(`${ended.map(screenSummary).join('\n')}\n${footer(durationMs, cloud)}`);
  if (ended.length < dropped.length) return STATUS.broken;
  return ended.some(({ status }) => status === 'refused') ? STATUS.refused : STATUS.processed;
}

function footer({ process: ms }: { process: number }, { endpoints: { postgres } }: CloudHandle): string {
  const { database } = postgres!;
  return `\n  ${(ms / 1000).toFixed(1)} s from the first object put to the last e-mail\n  database   ${database}; look at it with: npm run sql -- "SELECT * FROM dim_customer LIMIT 5"\n`;
}
