import type {
  CustomerFileProcessed,
  CustomerRowsPersisted,
  CustomerRowsValidated,
  StoredObject,
} from '@customer-files/events';
import { join, relative } from 'node:path';
import type { CloudHandle, LocalCloudEvent } from '@customer-files/local-cloud';
import { lastError } from './last-error';
import { STATE } from './paths';

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

type Detail = Partial<CustomerFileProcessed & CustomerRowsValidated & CustomerRowsPersisted> & {
  object?: StoredObject;
};

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
    if (event.type === 'event') this.onBusEvent(event.event['detail-type'], event.event.detail as Detail);
    if (event.type === 'invocation' && !event.ok) this.lastError = describeError(event.function, event.error!);
    if (event.type === 'dead-letter') this.onDeadLetter(event);
    if (event.type !== 'ping') this.lastEventAt = Date.now();
    this.notify();
  }

  private onBusEvent(type: string, detail: Detail): void {
    const versionId = detail.object?.versionId;
    if (versionId && detail.fileId) this.byFileId.set(detail.fileId, this.of(versionId));
    const file = this.byFileId.get(detail.fileId ?? '');
    if (!file) return;
    switch (type) {
      case 'CustomerFileReceived':
        file.stage = 'received';
        break;
      case 'CustomerRowsValidated':
        file.stage = 'validating';
        file.validated += detail.rows!;
        break;
      case 'CustomerFileValidated':
        file.stage = 'validated';
        break;
      case 'CustomerRowsPersisted':
        file.loaded += detail.inserted! + detail.unchanged! + detail.conflicting!;
        break;
      case 'CustomerFileProcessed':
        this.onProcessed(file, detail as CustomerFileProcessed);
    }
  }

  private onProcessed(file: FileProgress, summary: CustomerFileProcessed): void {
    this.onEnded(summary)
      .then(
        () => Object.assign(file, { stage: 'ended', summary }),
        (error: Error) => fail(file, `its results could not be fetched: ${error.message}`),
      )
      .finally(() => this.notify());
  }

  private onDeadLetter({ function: name, reason, body }: Extract<LocalCloudEvent, { type: 'dead-letter' }>): void {
    const { detail } = JSON.parse(body) as { detail: { fileId?: string; object?: { 'version-id'?: string } } };
    const file = this.byFileId.get(detail.fileId ?? '') ?? this.byVersion.get(detail.object?.['version-id'] ?? '');
    const error = describeError(name, { name: 'BatchItemFailures', message: reason });
    if (file) fail(file, `a message is in the dead letters after five attempts, ${error}`);
  }
}

function fail(file: FileProgress, failure: string): void {
  Object.assign(file, { stage: 'failed', failure });
}
