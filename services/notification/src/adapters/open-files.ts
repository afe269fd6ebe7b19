import type { ObjectStore } from '@customer-files/object-store';

const FOLDER = 'open/';

/**
 * A marker for each file that has not ended, so that those files are found without listing all files. The marker is an
 * index and decides nothing: a file also ends without its marker, and a marker of a file that has ended has no effect.
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

  /** The ids of all files that are marked as open. */
  async all(): Promise<string[]> {
    const fileIds: string[] = [];
    for await (const { key } of this.store.list(this.bucket, FOLDER)) fileIds.push(key.slice(FOLDER.length));
    return fileIds;
  }
}
