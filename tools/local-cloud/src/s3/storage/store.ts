import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../errors';
import { Sequencer } from '../sequencer';
import { Bucket, subfolders } from './bucket';
import { readJson, writeJson } from './files';
import { KeyLock } from './key-lock';
import type { BucketRecord } from './records';
import { Uploads } from './uploads';

const nameRule = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Everything that a server keeps in its root folder. */
export class Store {
  readonly locks = new KeyLock();
  readonly sequencer: Sequencer;
  readonly #buckets = new Map<string, Bucket>();

  private constructor(
    private readonly root: string,
    readonly uploads: Uploads,
    readonly now: () => Date,
  ) {
    this.sequencer = new Sequencer(now);
  }

  /** Opens or makes the folder. Only one process at a time may have it open. */
  static async open(root: string, now: () => Date): Promise<Store> {
    await rm(join(root, 'temporary'), { recursive: true, force: true });
    await mkdir(join(root, 'temporary'), { recursive: true });
    const store = new Store(root, await Uploads.load(join(root, 'uploads')), now);
    for (const name of await subfolders(join(root, 'buckets'))) {
      const record = await readJson<BucketRecord>(join(root, 'buckets', name, 'bucket.json'));
      if (record) await store.#load(record);
    }
    return store;
  }

  async #load(record: BucketRecord): Promise<void> {
    const bucket = await Bucket.load(join(this.root, 'buckets', record.name), record);
    for (const { sequencer } of bucket.versions()) this.sequencer.observe(sequencer);
    this.#buckets.set(record.name, bucket);
  }

  /** Random hex, unlike any other. */
  newId(): string {
    return randomBytes(16).toString('hex');
  }

  /** Path for a new temporary file; what is left there is removed at the next start. */
  temporary(): string {
    return join(this.root, 'temporary', this.newId());
  }

  /** Buckets by name. */
  buckets(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws S3Error NoSuchBucket. */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new S3Error('NoSuchBucket', { details: { BucketName: name } });
    return bucket;
  }

  /**
   * Makes a bucket, or gives an existing one these settings.
   * @throws S3Error InvalidBucketName; InvalidRequest when versioning would be taken from a bucket that has it.
   */
  async createBucket(name: string, settings: { versioned: boolean; eventsEnabled: boolean }): Promise<void> {
    if (!nameRule.test(name) || name.includes('..'))
      throw new S3Error('InvalidBucketName', { details: { BucketName: name } });
    await this.locks.run(`bucket ${name}`, async () => {
      const existing = this.#buckets.get(name);
      if (existing?.record.versioned && !settings.versioned) {
        throw new S3Error('InvalidRequest', {
          message: `Bucket ${name} is versioned; versioning cannot be taken away.`,
        });
      }
      const record: BucketRecord = { name, ...settings, created: existing?.record.created ?? this.now().toISOString() };
      await mkdir(join(this.root, 'buckets', name), { recursive: true });
      writeJson(join(this.root, 'buckets', name, 'bucket.json'), record, this.temporary());
      if (existing) existing.record = record;
      else await this.#load(record);
    });
  }
}
