import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { StoredObject } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';

/** Streams the rejects file to S3 while the source is read. The first reject starts the upload; a file without rejects has none. */
export class RejectsUpload {
  private readonly stream = new PassThrough({ highWaterMark: 1024 * 1024 });
  private stored: Promise<StoredObject> | null = null;
  private lines: string[] = [];

  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
    private readonly key: string,
  ) {
    // Before the first reject nothing else listens; an upload that is abandoned then must not end the process.
    this.stream.on('error', () => undefined);
  }

  add(csvLine: string): void {
    this.lines.push(csvLine);
  }

  /** Sends the added lines; resolves when there is room for more. @throws the error of the upload */
  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    this.stored ??= this.start();
    const text = this.lines.join('');
    this.lines = [];
    if (!this.stream.write(text)) await Promise.race([once(this.stream, 'drain'), this.stored]);
  }

  /** The stored file, or null where nothing was rejected. @throws the error of the upload */
  async finish(): Promise<StoredObject | null> {
    await this.flush();
    this.stream.end();
    return this.stored;
  }

  /** Abandons the upload, so that no half of a file is left in S3. */
  abandon(reason: Error): void {
    this.stream.destroy(reason);
  }

  private start(): Promise<StoredObject> {
    const stored = this.store.upload(this.bucket, this.key, this.stream, { contentType: 'text/csv; charset=utf-8' });
    // The next flush or finish throws the failure; until then it must not end the process as unhandled.
    stored.catch(() => undefined);
    return stored;
  }
}
