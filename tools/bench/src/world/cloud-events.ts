import type { CloudHandle, LocalCloudEvent } from '@customer-files/local-cloud';
import { CustomerFileProcessed } from '@customer-files/events';
import { trustedEvent } from '../../../cli/src/trusted-event';

/** How a file ended, and when its last event arrived here (`performance.now()`). */
export interface Ending {
  summary: CustomerFileProcessed;
  at: number;
}

type Listener = (event: LocalCloudEvent) => void;

/** Marks a promise that is awaited only later: a rejection before that must not end the process as unhandled. */
function awaitedLater<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

/** The events of the embedded cloud (deliveries, invocations, dead letters) while a measurement runs. */
export class CloudEvents {
  private readonly listeners = new Set<Listener>();

  constructor(private readonly cloud: CloudHandle) {
    cloud.on((event) => {
      for (const listener of this.listeners) listener(event);
    });
  }

  /** Adds a listener. @returns a function that removes it */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /**
   * Resolves when `enough` returns true. Rejects on a dead letter, when the cloud stops, and after `patienceSeconds`: the
   * measurement then has no figure.
   */
  until(enough: (event: LocalCloudEvent) => boolean, patienceSeconds: number, what: string): Promise<void> {
    return awaitedLater(
      new Promise((resolve, reject) => {
        const end = (error?: Error): void => {
          clearTimeout(timer);
          stop();
          if (error) reject(error);
          else resolve();
        };
        const stop = this.listen((event) => {
          if (event.type === 'dead-letter')
            end(new Error(`${event.function} sent a message to its dead-letter queue: ${event.reason}`));
          else if (enough(event)) end();
        });
        const timer = setTimeout(
          () => end(new Error(`${what} did not come within ${patienceSeconds} s`)),
          patienceSeconds * 1000,
        );
        void this.cloud.ended.then(() =>
          end(new Error(`the embedded cloud stopped before ${what} came; its log may say why`)),
        );
      }),
    );
  }

  /** Waits for the endings of files, by their keys. */
  endings(keys: readonly string[], patienceSeconds: number): Promise<Map<string, Ending>> {
    const open = new Set(keys);
    const endings = new Map<string, Ending>();
    const all = this.until(
      (event) => {
        const summary = event.type === 'event' ? trustedEvent(event) : null;
        if (!(summary instanceof CustomerFileProcessed)) return false;
        const { key } = summary.object;
        if (open.delete(key)) endings.set(key, { summary, at: performance.now() });
        return open.size === 0;
      },
      patienceSeconds,
      keys.length === 1 ? 'the ending of the file' : `the endings of ${keys.length} files`,
    );
    return awaitedLater(all.then(() => endings));
  }

  /** Prints why an invocation failed. It is retried, and makes the run slower. */
  failures(say: (line: string) => void): void {
    this.listen((event) => {
      if (event.type === 'invocation' && !event.ok)
        say(`${event.function} failed and is tried again: ${event.error!.name}: ${event.error!.message}`);
    });
  }
}
