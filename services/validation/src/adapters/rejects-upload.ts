import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { StoredObject } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';

/** Streams the rejects file to S3 while the file is read; begun by the first reject, so that a clean file has none. */
export class RejectsUpload {
  private readonly stream = new PassThrough({ highWaterMark: 1024 * 1024 });
  private stored: Promise<StoredObject> | null = null;
  private lines: string[] = [];

  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
    private readonly key: string,
  ) {
    // Nobody listens before the first reject; an upload that is given up then must not end the process.
    this.stream.on('error', () => undefined);
  }

  add(csvLine: string): void {
    this.lines.push(csvLine);
  }

  /** Sends what was added; resolves when more may be. Throws what the upload failed with. */
  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    this.stored ??= this.begin();
    const text = this.lines.join('');
    this.lines = [];
    if (!this.stream.write(text)) await Promise.race([once(this.stream, 'drain'), this.stored]);
  }

  /** The stored file, or null where nothing was rejected. */
  async finish(): Promise<StoredObject | null> {
    await this.flush();
    this.stream.end();
    return this.stored;
  }

  /** Gives the upload up, so that no half of a file is left in S3. */
  abandon(reason: Error): void {
    // Where no upload has begun, nobody else hears of it, and an error that nobody hears ends the process.
    this.stream.once('error', () => undefined).destroy(reason);
  }

  private begin(): Promise<StoredObject> {
    const stored = this.store.upload(this.bucket, this.key, this.stream, { contentType: 'text/csv; charset=utf-8' });
    // Whoever flushes or finishes next sees the failure; until then it must not end the process as unhandled.
    stored.catch(() => undefined);
    return stored;
  }
}
