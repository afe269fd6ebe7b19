import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../errors';
import { Bucket, subfolders } from './bucket';
import { readJson, writeJson } from './files';
import { KeyLock } from './key-lock';
import type { BucketRecord } from './records';
import { Uploads } from './uploads';
import { Sequencer } from './versions';

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Everything that a server stores in its root directory. */
export class Store {
  readonly locks = new KeyLock();
  readonly sequencer: Sequencer;
  private readonly buckets = new Map<string, Bucket>();

  private constructor(
    private readonly root: string,
    readonly uploads: Uploads,
    readonly now: () => Date,
  ) {
    this.sequencer = new Sequencer(now);
  }

  /** Opens or creates the directory. At most one process may use it at a time. */
  static async open(root: string, now: () => Date): Promise<Store> {
    await rm(join(root, 'temporary'), { recursive: true, force: true });
    await mkdir(join(root, 'temporary'), { recursive: true });
    const store = new Store(root, await Uploads.load(join(root, 'uploads')), now);
    for (const name of await subfolders(join(root, 'buckets'))) {
      const record = await readJson<BucketRecord>(join(root, 'buckets', name, 'bucket.json'));
      if (record) await store.load(record);
    }
    return store;
  }

  private async load(record: BucketRecord): Promise<void> {
    const bucket = await Bucket.load(join(this.root, 'buckets', record.name), record);
    for (const { sequencer } of bucket.versions()) this.sequencer.observe(sequencer);
    this.buckets.set(record.name, bucket);
  }

  /** Returns a new random id, in hexadecimal. */
  newId(): string {
    return randomBytes(16).toString('hex');
  }

  /** Returns the path for a new temporary file. The next start removes what is left there. */
  temporary(): string {
    return join(this.root, 'temporary', this.newId());
  }

  /**
   * Returns a bucket by its name.
   *
   * @throws S3Error NoSuchBucket
   */
  bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new S3Error('NoSuchBucket', { details: { BucketName: name } });
    return bucket;
  }

  /**
   * Creates a bucket, or changes the settings of an existing one.
   *
   * @throws S3Error InvalidBucketName, or InvalidRequest if versioning would be removed from a bucket
   */
  async createBucket(name: string, settings: { versioned: boolean; eventsEnabled: boolean }): Promise<void> {
    if (!BUCKET_NAME.test(name) || name.includes('..'))
      throw new S3Error('InvalidBucketName', { details: { BucketName: name } });
    await this.locks.run(`bucket ${name}`, async () => {
      const existing = this.buckets.get(name);
      if (existing?.record.versioned && !settings.versioned) {
        throw new S3Error('InvalidRequest', {
          message: `Bucket ${name} is versioned; versioning cannot be taken away.`,
        });
      }
      const record: BucketRecord = { name, ...settings, created: existing?.record.created ?? this.now().toISOString() };
      await mkdir(join(this.root, 'buckets', name), { recursive: true });
      writeJson(join(this.root, 'buckets', name, 'bucket.json'), record, this.temporary());
      if (existing) existing.record = record;
      else await this.load(record);
    });
  }

  /**
   * Deletes an empty bucket.
   *
   * @throws S3Error NoSuchBucket, or BucketNotEmpty
   */
  async deleteBucket(name: string): Promise<void> {
    await this.locks.run(`bucket ${name}`, async () => {
      if (!this.bucket(name).isEmpty) throw new S3Error('BucketNotEmpty', { details: { BucketName: name } });
      this.buckets.delete(name);
      // The record is removed first: the next start does not know a bucket without one.
      await rm(join(this.root, 'buckets', name, 'bucket.json'), { force: true });
      await rm(join(this.root, 'buckets', name), { recursive: true, force: true });
    });
  }
}
