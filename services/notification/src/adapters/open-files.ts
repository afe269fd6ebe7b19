import type { ObjectStore } from '@customer-files/object-store';

const FOLDER = 'open/';

/**
 * A marker for each file that has not ended, so that they are found without looking through all files. It is no more than a way to
 * find them: a file ends without its marker too, and one of a file that has ended says nothing.
 */
export class OpenFiles {
  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
  ) {}

  async mark(fileId: string): Promise<void> {
    await this.store.putIfAbsent(this.bucket, `${FOLDER}${fileId}`, '{}', { contentType: 'application/json' });
  }

  async close(fileId: string): Promise<void> {
    await this.store.delete(this.bucket, `${FOLDER}${fileId}`);
  }

  /** The ids of all that are open. */
  async all(): Promise<string[]> {
    const fileIds: string[] = [];
    for await (const { key } of this.store.list(this.bucket, FOLDER)) fileIds.push(key.slice(FOLDER.length));
    return fileIds;
  }
}
