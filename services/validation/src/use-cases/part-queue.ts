import type { CustomerRowsValidated } from '@customer-files/events';
import type { FinishedPart } from '../domain/part-writer';

/** Parts that may be on their way to S3 at once; bounds memory to so many part buffers and the one being written. */
const IN_FLIGHT = 2;

/**
 * Takes parts as they are cut and hands them on in the background, so that judging goes on meanwhile. Announces each as
 * soon as it and all before it are stored, or keeps the announcements back where a feed has a threshold.
 */
export class PartQueue {
  readonly announcements: CustomerRowsValidated[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private stored: Promise<unknown> = Promise.resolve();
  private failure: { error: unknown } | null = null;

  /**
   * @param store stores a part and returns its announcement
   * @param announce null where announcements are to be kept back
   */
  constructor(
    private readonly store: (part: FinishedPart) => Promise<CustomerRowsValidated>,
    private readonly announce: ((event: CustomerRowsValidated) => Promise<void>) | null,
  ) {}

  readonly add = (part: FinishedPart): void => {
    const work = this.handOn(part)
      .catch((error: unknown) => void (this.failure ??= { error }))
      .finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  };

  /** Resolves when another part may be cut. Throws what an earlier part failed with. */
  async room(): Promise<void> {
    while (this.underWay.size >= IN_FLIGHT) await Promise.race(this.underWay);
    this.check();
  }

  /** Resolves when all parts are handed on. Throws what one of them failed with. */
  async drained(): Promise<void> {
    await Promise.all(this.underWay);
    this.check();
  }

  private async handOn(part: FinishedPart): Promise<void> {
    const storing = this.store(part).finally(part.release);
    // What was announced has no gap: where the file cannot be read again, this is how it is known what that was.
    await (this.stored = Promise.all([this.stored, storing]));
    const event = await storing;
    this.announcements[part.part - 1] = event;
    await this.announce?.(event);
  }

  private check(): void {
    if (this.failure) throw this.failure.error;
  }
}
