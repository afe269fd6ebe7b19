import type { ObjectStore } from '@customer-files/object-store';

/** What a file's owner is told of: how it ended, and that it has stalled. */
export type Kind = 'ending' | 'stalled';

/** Where a report stands. */
export interface Report {
  /** `unsent`: it is free to be claimed, and the attempt before has surely sent nothing. */
  state: 'claimed' | 'unsent' | 'sent' | 'finished';
  /** When it was found that there is something to report; the same on every attempt. */
  foundAt: string;
  /** Until then nobody else sends. */
  leaseUntil: string;
  /** The claim was taken over: the one before may have sent the e-mail. */
  possiblyRepeated: boolean;
  messageId: string | null;
}

/** A report as it is stored. */
export interface StoredReport {
  report: Report;
  etag: string;
}

const options = { contentType: 'application/json' };

/** The one record, per file and kind, of who reports. Every change is conditional on what was read, so one wins. */
export class Reports {
  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
    private readonly kind: Kind,
  ) {}

  async find(fileId: string): Promise<StoredReport | null> {
    const stored = await this.store.get(this.bucket, this.keyOf(fileId));
    return stored && { report: JSON.parse(stored.body.toString('utf8')) as Report, etag: stored.object.etag };
  }

  /** Null where somebody else was faster. */
  async create(fileId: string, report: Report): Promise<StoredReport | null> {
    const stored = await this.store.putIfAbsent(this.bucket, this.keyOf(fileId), JSON.stringify(report), options);
    return stored && { report, etag: stored.etag };
  }

  /** Null where it has changed since it was read. */
  async change(fileId: string, from: StoredReport, report: Report): Promise<StoredReport | null> {
    const stored = await this.store.replaceIfMatch(
      this.bucket,
      this.keyOf(fileId),
      JSON.stringify(report),
      from.etag,
      options,
    );
    return stored && { report, etag: stored.etag };
  }

  private keyOf(fileId: string): string {
    return `files/${fileId}/${this.kind}.json`;
  }
}
