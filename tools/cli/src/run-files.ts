import { basename } from 'node:path';
import type { CustomerFileProcessed } from '@customer-files/events';
import type { CloudHandle, CloudJson } from '@customer-files/local-cloud';
import { localAccount } from './account';
import { dropFile, type Dropped, keysOf } from './drop-files';
import { changedMessage, fingerprintOf, hasChanged } from './file-changed';
import { type FileProgress, FileTracker, isOver } from './file-progress';
import { STAGE } from './local-deployment';
import type { Outcome } from './outcome';
import { fileLine, type Progress } from './progress';
import { Queues } from './queues';
import { exportResults, type Exported } from './results';
import { STATE } from './paths';
import { UnfinishedFiles } from './unfinished-files';

/** After so long without an event, the depths of the queues show whether a service still has work. */
const QUIET_MS = 20_000;
const REFRESH_MS = 1000;

/** The files of a run: what became of them, in the order of the user. */
export interface FilesRun {
  outcomes: Outcome[];
  /** Files that did not end, with the reason. */
  failures: { file: string; failure: string }[];
  /** From the first object put to the last e-mail. */
  processMs: number;
}

/** Drops files into the embedded cloud and waits for their results. */
export class FilesRunner {
  private readonly exported = new Map<string, Exported>();
  private readonly tracker: FileTracker;
  private readonly queues: Queues;
  private readonly unfinished = new UnfinishedFiles();

  /** @param onEnded called with the outcome of every file that ends, also of files that another process dropped */
  constructor(
    private readonly cloud: CloudHandle,
    private readonly progress: Progress,
    onEnded: (outcome: Outcome) => void,
  ) {
    this.queues = new Queues(localAccount(cloud));
    this.tracker = new FileTracker(
      cloud,
      async (summary: CustomerFileProcessed) => {
        const exported = await exportResults(cloud.endpoints, STATE, summary);
        this.exported.set(summary.fileId, exported);
        onEnded({ ...summary, file: summary.object.key, ...exported });
      },
      this.unfinished,
    );
  }

  /** @param at the time at which S3 receives the files, or null for now */
  async run(files: readonly string[], prefix: string, at: Date | null): Promise<FilesRun> {
    const from = Date.now();
    const dropped = await this.drop(this.cloud.endpoints, files, keysOf(files, prefix), at);
    const tracked = dropped.map(({ versionId }) => this.tracker.of(versionId));
    await this.wait(dropped, tracked, from);
    const run: FilesRun = { outcomes: [], failures: [], processMs: Date.now() - from };
    for (const [i, { file, versionId }] of dropped.entries()) {
      const { summary, failure } = tracked[i]!;
      this.unfinished.remove(versionId);
      const name = basename(file);
      if (summary) run.outcomes.push({ ...summary, file: name, ...this.exported.get(summary.fileId)! });
      else run.failures.push({ file: name, failure: failure! });
    }
    return run;
  }

  private async drop(
    endpoints: CloudJson,
    files: readonly string[],
    keys: readonly string[],
    at: Date | null,
  ): Promise<Dropped[]> {
    const dropped: Dropped[] = [];
    for (const [i, file] of files.entries()) {
      const before = fingerprintOf(file);
      const put = await dropFile(endpoints, file, keys[i]!, at);
      this.unfinished.add(put.versionId, basename(file));
      dropped.push(put);
      if (hasChanged(file, before)) this.progress.say(changedMessage(file));
    }
    return dropped;
  }

  private async wait(dropped: readonly Dropped[], tracked: readonly FileProgress[], from: number): Promise<void> {
    const pending = (): number => tracked.findIndex((file) => !isOver(file));
    this.progress.step(() => {
      const at = pending();
      if (at < 0) return '';
      const position = tracked.length > 1 ? `[${at + 1}/${tracked.length}] ` : '';
      return position + fileLine(basename(dropped[at]!.file), tracked[at]!, from);
    });
    let shown: string | null = null;
    while (pending() >= 0) {
      await Promise.race([this.tracker.next(), new Promise((resolve) => setTimeout(resolve, REFRESH_MS).unref())]);
      const { lastError, lastEventAt } = this.tracker;
      if (Date.now() - lastEventAt > QUIET_MS && (await this.queues.isIdle(STAGE))) this.tracker.markFailed(tracked);
      if (lastError && lastError !== shown) this.progress.say(`${lastError} (it is retried)`);
      shown = lastError;
    }
  }
}
