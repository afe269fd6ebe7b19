import type { Objects } from '@customer-files/object-store/test/objects';
import type { Message } from './queue';

/** A message that failed with LEASE_HELD, and the leases of its file at that moment. */
interface Meeting {
  messageId: string;
  leases: string;
}

/**
 * The model of the lease that an invocation holds while it sends an e-mail. A message about the same file that is
 * handled meanwhile fails with LEASE_HELD, and comes back after the visibility time-out of its queue. That is longer
 * than the lease, so a message meets each lease at most once, which costs it one receive.
 */
export class LeaseLog {
  private readonly meetings: Meeting[] = [];

  /** @param bucket of notification */
  constructor(
    private readonly objects: Objects,
    private readonly bucket: string,
  ) {}

  /** Records that a message has just failed with LEASE_HELD. */
  met({ id, body }: Message): void {
    const { detail } = JSON.parse(body) as { detail: { fileId: string } };
    this.meetings.push({ messageId: id, leases: this.leasesOf(detail.fileId).join(', ') });
  }

  /** What is not as the model says. */
  violations(): string[] {
    const seen = new Set<string>();
    return this.meetings.flatMap(({ messageId, leases }) => {
      if (leases === '') return [`${messageId} failed with LEASE_HELD, and there was no lease`];
      const again = seen.has(`${messageId} ${leases}`);
      seen.add(`${messageId} ${leases}`);
      return again ? [`${messageId} met the same lease twice: ${leases}`] : [];
    });
  }

  /** The lease of each e-mail of a file; another invocation may have finished with it by now. */
  private leasesOf(fileId: string): string[] {
    return ['stalled', 'ending'].flatMap((kind) => {
      const stored = this.objects.get(this.bucket, `files/${fileId}/${kind}.json`);
      return stored
        ? [`${kind} until ${(JSON.parse(stored.body.toString()) as { leaseUntil: string }).leaseUntil}`]
        : [];
    });
  }
}
