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

/** How far a file is. */
export interface Journey {
  fileId: string | null;
  stage: 'arrived' | 'received' | 'validating' | 'validated' | 'ended' | 'broken';
  validated: number;
  loaded: number;
  parts: number;
  summary: CustomerFileProcessed | null;
  /** Why it can no longer end. */
  broken: string | null;
}

type Detail = Partial<CustomerFileProcessed & CustomerRowsValidated & CustomerRowsPersisted> & {
  object?: StoredObject;
};

const journeyFrom = (): Journey => ({
  fileId: null,
  stage: 'arrived',
  validated: 0,
  loaded: 0,
  parts: 0,
  summary: null,
  broken: null,
});

const logOf = (name: string): string => join(STATE, 'logs', `${name}.log`);

/** What went wrong in a function; of a message that failed alone, its log knows more than its answer says. */
function troubleOf(name: string, error: { name: string; message: string }): string {
  const reason = error.name === 'BatchItemFailures' ? (lastError(logOf(name)) ?? error.message) : error.message;
  return `${name}: ${reason} (log: ${relative(process.cwd(), logOf(name))})`;
}

/** Follows files through the services by what happens in the embedded cloud. */
export class Follower {
  /** The last trouble that a function had; it is tried again. */
  trouble: string | null = null;
  lastHeard = Date.now();
  private readonly journeys = new Map<string, Journey>();
  private readonly byFile = new Map<string, Journey>();
  private wake: () => void = () => undefined;

  /** @param onEnded is called for every file that ends, also one that somebody else dropped */
  constructor(
    cloud: CloudHandle,
    private readonly onEnded: (summary: CustomerFileProcessed) => Promise<void>,
  ) {
    cloud.on((cloudEvent) => this.hear(cloudEvent));
  }

  /** The journey of a version of an object. */
  of(versionId: string): Journey {
    const known = this.journeys.get(versionId) ?? journeyFrom();
    this.journeys.set(versionId, known);
    return known;
  }

  /** Nothing is under way any more, so what has not ended never will. */
  giveUp(journeys: readonly Journey[]): void {
    for (const journey of journeys.filter(({ stage }) => stage !== 'ended' && stage !== 'broken')) {
      Object.assign(journey, {
        stage: 'broken',
        broken: 'nothing is under way any more; .local/logs/cloud.log and npm run dead-letters may say why',
      });
    }
  }

  /** Resolves at the next thing that happens. */
  next(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  private hear(cloudEvent: LocalCloudEvent): void {
    if (cloudEvent.type === 'event') this.hearEvent(cloudEvent.event['detail-type'], cloudEvent.event.detail as Detail);
    if (cloudEvent.type === 'invocation' && !cloudEvent.ok)
      this.trouble = troubleOf(cloudEvent.function, cloudEvent.error!);
    if (cloudEvent.type === 'dead-letter') this.hearDeadLetter(cloudEvent);
    if (cloudEvent.type !== 'ping') this.lastHeard = Date.now();
    this.wake();
  }

  private hearEvent(type: string, detail: Detail): void {
    const versionId = detail.object?.versionId;
    if (versionId && detail.fileId) this.byFile.set(detail.fileId, this.of(versionId));
    const journey = this.byFile.get(detail.fileId ?? '');
    if (!journey) return;
    journey.fileId = detail.fileId!;
    if (type === 'CustomerFileReceived') journey.stage = 'received';
    if (type === 'CustomerRowsValidated')
      Object.assign(journey, {
        stage: 'validating',
        validated: journey.validated + detail.rows!,
        parts: journey.parts + 1,
      });
    if (type === 'CustomerFileValidated') Object.assign(journey, { stage: 'validated' });
    if (type === 'CustomerRowsPersisted') journey.loaded += detail.inserted! + detail.unchanged! + detail.conflicting!;
    if (type === 'CustomerFileProcessed') this.end(journey, detail as CustomerFileProcessed);
  }

  private end(journey: Journey, summary: CustomerFileProcessed): void {
    this.onEnded(summary)
      .then(
        () => Object.assign(journey, { stage: 'ended', summary }),
        (error: Error) =>
          Object.assign(journey, { stage: 'broken', broken: `its results could not be fetched: ${error.message}` }),
      )
      .finally(() => this.wake());
  }

  private hearDeadLetter({ function: name, reason, body }: Extract<LocalCloudEvent, { type: 'dead-letter' }>): void {
    const { detail } = JSON.parse(body) as { detail: { fileId?: string; object?: { 'version-id'?: string } } };
    const journey = this.byFile.get(detail.fileId ?? '') ?? this.journeys.get(detail.object?.['version-id'] ?? '');
    if (journey)
      Object.assign(journey, {
        stage: 'broken',
        broken: `gave up, ${troubleOf(name, { name: 'BatchItemFailures', message: reason })}`,
      });
  }
}
