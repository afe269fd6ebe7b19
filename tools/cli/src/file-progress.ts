import {
  CustomerFileProcessed,
  CustomerFileReceived,
  CustomerFileValidated,
  CustomerRowsPersisted,
  CustomerRowsValidated,
} from '@customer-files/events';
import { basename, join, relative } from 'node:path';
import type { CloudHandle, LocalCloudEvent } from '@customer-files/local-cloud';
import { lastError } from './last-error';
import { envelopeOf } from './dead-letter';
import { STATE } from './paths';
import { type TrustedEvent, trustedEvent } from './trusted-event';
import type { UnfinishedFiles } from './unfinished-files';

/** How far the services are with a file. */
export interface FileProgress {
  stage: 'arrived' | 'received' | 'validating' | 'validated' | 'ended' | 'failed';
  /** Rows accepted, and rows loaded, so far. */
  validated: number;
  loaded: number;
  /** Where the stage is `ended`. */
  summary: CustomerFileProcessed | null;
  /** Where the stage is `failed`: why the file will not end. */
  failure: string | null;
}

const logOf = (functionName: string): string => join(STATE, 'logs', `${functionName}.log`);

/** The error of a function. Where single messages of a batch failed, the reason is in the function's log only. */
function describeError(functionName: string, error: { name: string; message: string }): string {
  const log = logOf(functionName);
  const reason = error.name === 'BatchItemFailures' ? (lastError(log) ?? error.message) : error.message;
  return `${functionName}: ${reason} (log: ${relative(process.cwd(), log)})`;
}

/** True where nothing more is expected of a file. */
export const isOver = ({ stage }: FileProgress): boolean => stage === 'ended' || stage === 'failed';

/** Tracks files on their way through the services, by the events of the embedded cloud. */
export class FileTracker {
  /** The last error of a function. The message is retried. */
  lastError: string | null = null;
  lastEventAt = Date.now();
  private readonly byVersion = new Map<string, FileProgress>();
  private readonly byFileId = new Map<string, FileProgress>();
  private notify: () => void = () => undefined;

  /** @param onEnded called for every file that ends, also for files that another process dropped */
  constructor(
    cloud: CloudHandle,
    private readonly onEnded: (summary: CustomerFileProcessed) => Promise<void>,
    private readonly unfinished: UnfinishedFiles,
  ) {
    cloud.on((event) => this.onCloudEvent(event));
  }

  /** The progress of a version of an object. It is updated in place. */
  of(versionId: string): FileProgress {
    const known = this.byVersion.get(versionId);
    if (known) return known;
    const progress: FileProgress = { stage: 'arrived', validated: 0, loaded: 0, summary: null, failure: null };
    this.byVersion.set(versionId, progress);
    return progress;
  }

  /** Marks the files that have not ended as failed, because no queue has a message any more. */
  markFailed(files: readonly FileProgress[]): void {
    for (const file of files.filter((one) => !isOver(one)))
      fail(file, 'no service is working on it any more; see .local/logs/cloud.log and npm run dead-letters');
  }

  /** Resolves at the next event. */
  next(): Promise<void> {
    return new Promise((resolve) => (this.notify = resolve));
  }

  private onCloudEvent(event: LocalCloudEvent): void {
    if (event.type === 'event') this.onBusEvent(trustedEvent(event));
    if (event.type === 'invocation' && !event.ok) this.lastError = describeError(event.function, event.error!);
    if (event.type === 'dead-letter') this.onDeadLetter(event);
    if (event.type !== 'ping') this.lastEventAt = Date.now();
    this.notify();
  }

  private onBusEvent(event: TrustedEvent | null): void {
    if (!event) return;
    if ('object' in event && event.object.versionId) this.byFileId.set(event.fileId, this.of(event.object.versionId));
    const file = this.byFileId.get(event.fileId);
    if (!file) return;
    if (event instanceof CustomerFileReceived) this.onReceived(file, event);
    if (event instanceof CustomerFileValidated) file.stage = 'validated';
    if (event instanceof CustomerRowsPersisted) file.loaded += event.inserted + event.unchanged + event.conflicting;
    if (event instanceof CustomerFileProcessed) this.onProcessed(file, event);
    if (event instanceof CustomerRowsValidated) {
      file.stage = 'validating';
      file.validated += event.rows;
    }
  }

  private onReceived(file: FileProgress, { object: { key, versionId } }: CustomerFileReceived): void {
    file.stage = 'received';
    if (versionId) this.unfinished.add(versionId, basename(key));
  }

  private onProcessed(file: FileProgress, summary: CustomerFileProcessed): void {
    if (summary.object.versionId) this.unfinished.remove(summary.object.versionId);
    this.onEnded(summary)
      .then(
        () => Object.assign(file, { stage: 'ended', summary }),
        (error: Error) => fail(file, `its results could not be fetched: ${error.message}`),
      )
      .finally(() => this.notify());
  }

  private onDeadLetter({ function: name, reason, body }: Extract<LocalCloudEvent, { type: 'dead-letter' }>): void {
    const { detail } = envelopeOf(body);
    const file = this.byFileId.get(detail?.fileId ?? '') ?? this.byVersion.get(detail?.object?.['version-id'] ?? '');
    const error = describeError(name, { name: 'BatchItemFailures', message: reason });
    if (file) fail(file, `a message is in the dead letters after five attempts, ${error}`);
  }
}

function fail(file: FileProgress, failure: string): void {
  Object.assign(file, { stage: 'failed', failure });
}
