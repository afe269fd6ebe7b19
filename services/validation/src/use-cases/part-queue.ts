import type { FinishedPart } from '@customer-files/part-format';
import type { PartStore, StoredPart } from '../adapters/part-store';

/** Parts that may be on their way to S3 at once. Memory is bounded to their buffers and the one that is being written. */
const IN_FLIGHT = 2;

/** Stores parts in the background, so that validation goes on meanwhile, and hands each on in order. */
export class PartQueue {
  /** The parts of this attempt, in order; all of them once the queue has drained. */
  readonly stored: StoredPart[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private previous: Promise<unknown> = Promise.resolve();
  private failure: { error: unknown } | null = null;

  /** @param onStored takes each part as soon as it and all parts before it are stored */
  constructor(
    private readonly store: PartStore,
    private readonly onStored: (part: StoredPart) => Promise<void>,
  ) {}

  readonly add = (part: FinishedPart): void => {
    const work = this.handOn(part)
      .catch((error: unknown) => void (this.failure ??= { error }))
      .finally(() => this.inFlight.delete(work));
    this.inFlight.add(work);
  };

  /** Resolves when another part may be added. @throws the error of an earlier part */
  async hasRoom(): Promise<void> {
    while (this.inFlight.size >= IN_FLIGHT) await Promise.race(this.inFlight);
    this.check();
  }

  /** Resolves when all parts are handed on. @throws the error of one of them */
  async drained(): Promise<void> {
    await Promise.all(this.inFlight);
    this.check();
  }

  private async handOn(part: FinishedPart): Promise<void> {
    const storing = this.store.put(part).finally(part.release);
    await (this.previous = Promise.all([this.previous, storing]));
    const stored = await storing;
    this.stored[part.part - 1] = stored;
    await this.onStored(stored);
  }

  private check(): void {
    if (this.failure) throw this.failure.error;
  }
}
