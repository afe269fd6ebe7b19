import type { CloudHandle, Happening } from '@customer-files/local-cloud';
import type { CustomerFileProcessed } from '@customer-files/events';

/** How a file ended, and when that was heard (`performance.now()`). */
export interface Ending {
  summary: CustomerFileProcessed;
  at: number;
}

type Listener = (happening: Happening) => void;

/** Whoever awaits a promise sees how it failed; until somebody does, that must not end the process as unhandled. */
function awaitedLater<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

/** What happens in the embedded cloud, for whoever listens just now. */
export class Heard {
  private readonly listeners = new Set<Listener>();

  constructor(private readonly cloud: CloudHandle) {
    cloud.on((happening) => {
      for (const listener of this.listeners) listener(happening);
    });
  }

  /** Listens until what is returned is called. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /**
   * Listens until `enough` says so. Rejects where a message is given up, the cloud goes, or it takes too long: a measurement
   * then has no figure.
   */
  until(enough: (happening: Happening) => boolean, patienceSeconds: number, what: string): Promise<void> {
    return awaitedLater(
      new Promise((resolve, reject) => {
        const end = (error?: Error): void => {
          clearTimeout(timer);
          stop();
          if (error) reject(error);
          else resolve();
        };
        const stop = this.listen((happening) => {
          if (happening.type === 'dead-letter')
            end(new Error(`${happening.function} gave a message up: ${happening.reason}`));
          else if (enough(happening)) end();
        });
        const timer = setTimeout(
          () => end(new Error(`${what} did not come within ${patienceSeconds} s`)),
          patienceSeconds * 1000,
        );
        void this.cloud.gone.then(() =>
          end(new Error(`the embedded cloud went before ${what} came; its log may say why`)),
        );
      }),
    );
  }

  /** Waits for the endings of files, by their keys. */
  endings(keys: readonly string[], patienceSeconds: number): Promise<Map<string, Ending>> {
    const open = new Set(keys);
    const endings = new Map<string, Ending>();
    const all = this.until(
      (happening) => {
        if (happening.type !== 'event' || happening.event['detail-type'] !== 'CustomerFileProcessed') return false;
        const summary = happening.event.detail as unknown as CustomerFileProcessed;
        const { key } = summary.object;
        if (open.delete(key)) endings.set(key, { summary, at: performance.now() });
        return open.size === 0;
      },
      patienceSeconds,
      keys.length === 1 ? 'the ending of the file' : `the endings of ${keys.length} files`,
    );
    return awaitedLater(all.then(() => endings));
  }

  /** Tells what functions fail with; it is tried again, and makes a run slower. */
  failures(say: (line: string) => void): void {
    this.listen((happening) => {
      if (happening.type === 'invocation' && !happening.ok)
        say(`${happening.function} failed and is tried again: ${happening.error!.name}: ${happening.error!.message}`);
    });
  }
}
