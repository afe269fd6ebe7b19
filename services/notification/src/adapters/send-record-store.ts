import type { ObjectStore } from '@customer-files/object-store';
import type { EmailKind, SendRecord } from '../domain/send-record';

/** A send record with the ETag of the object that it was read from, or written to. */
export interface StoredSendRecord {
  record: SendRecord;
  etag: string;
}

const options = { contentType: 'application/json' };

/**
 * The send records of one kind of e-mail: one object per file, `files/<file id>/<kind>.json`. Every write is
 * conditional on what was read, so of several invocations that write at once one succeeds.
 */
export class SendRecordStore {
  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
    private readonly kind: EmailKind,
  ) {}

  async find(fileId: string): Promise<StoredSendRecord | null> {
    const stored = await this.store.get(this.bucket, this.keyOf(fileId));
    return stored && { record: JSON.parse(stored.body.toString('utf8')) as SendRecord, etag: stored.object.etag };
  }

  /** Returns null if the file already has a record of this kind. */
  async create(fileId: string, record: SendRecord): Promise<StoredSendRecord | null> {
    const stored = await this.store.putIfAbsent(this.bucket, this.keyOf(fileId), JSON.stringify(record), options);
    return stored && { record, etag: stored.etag };
  }

  /** Returns null if the record has changed since `from` was read. */
  async replace(fileId: string, from: StoredSendRecord, record: SendRecord): Promise<StoredSendRecord | null> {
    const stored = await this.store.replaceIfMatch(
      this.bucket,
      this.keyOf(fileId),
      JSON.stringify(record),
      from.etag,
      options,
    );
    return stored && { record, etag: stored.etag };
  }

  private keyOf(fileId: string): string {
    return `files/${fileId}/${this.kind}.json`;
  }
}
