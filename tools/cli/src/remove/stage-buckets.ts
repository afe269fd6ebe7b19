import { formatCount } from '@customer-files/format';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  NoSuchBucket,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Account } from '../account';
import { bucketsOf } from '../buckets';

/** A bucket that a stage has, with or without its stack. */
export interface StageBucket {
  name: string;
  /** Versions of objects, and delete markers. */
  versions: number;
  bytes: number;
}

/** A version of an object, or a delete marker. */
interface Version {
  Key: string;
  VersionId: string;
}

/** How often a bucket is emptied where something is written to it at the same time. */
const MAX_ATTEMPTS = 5;

/** XML cannot contain these, so a key with one of them is deleted by a request of its own. */
const NOT_IN_XML = /\p{Cc}|[\ufffe\uffff]/u;

/** The versions and delete markers of a page. S3 encodes keys where it says so, because XML cannot contain all of them. */
function versionsOf({ Versions = [], DeleteMarkers = [], EncodingType }: ListObjectVersionsCommandOutput): Version[] {
  const decoded = (key: string): string =>
    EncodingType === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: decoded(Key!), VersionId: VersionId! }));
}

const codeOf = (error: unknown): string => (error as Error).name;

/**
 * The buckets of a stage. They are found by their names, because a bucket outlives its stack. A bucket of that name in
 * another account or region is not the stage's and is never touched: each request names the owner that it expects.
 */
export class StageBuckets {
  private readonly s3: S3Client;
  private readonly names: string[];

  constructor(
    { stage, objects }: Account,
    private readonly region: string,
    private readonly accountId: string,
  ) {
    this.s3 = new S3Client(objects);
    this.names = Object.values(bucketsOf(stage, accountId)) as string[];
  }

  /**
   * Finds the buckets that are there, and counts what is in them.
   *
   * @throws where one belongs to another account, or may not be read
   */
  async find(): Promise<StageBucket[]> {
    const found: StageBucket[] = [];
    for (const name of this.names) if (await this.exists(name)) found.push(await this.counted(name));
    return found;
  }

  private async exists(Bucket: string): Promise<boolean> {
    try {
      const { BucketRegion = this.region } = await this.s3.send(
        new HeadBucketCommand({ Bucket, ExpectedBucketOwner: this.accountId }),
      );
      return BucketRegion === this.region;
    } catch (error) {
      const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
      // 301: the bucket is in another region.
      if (httpStatusCode === 404 || httpStatusCode === 301) return false;
      if (httpStatusCode !== 403) throw error;
      throw new Error(
        `the bucket ${Bucket} is not account ${this.accountId}'s, or these credentials may not list it; nothing was removed`,
        { cause: error },
      );
    }
  }

  private async counted(name: string): Promise<StageBucket> {
    const bucket = { name, versions: 0, bytes: 0 };
    let at: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await this.s3.send(
        new ListObjectVersionsCommand({ Bucket: name, ExpectedBucketOwner: this.accountId, ...at }),
      );
      const { Versions = [], DeleteMarkers = [] } = page;
      bucket.versions += Versions.length + DeleteMarkers.length;
      bucket.bytes += Versions.reduce((sum, { Size = 0 }) => sum + Size, 0);
      if (!page.IsTruncated) return bucket;
      at = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  }

  /**
   * Deletes every version in a bucket, and the bucket. Continues where an earlier attempt was interrupted.
   *
   * @param onDeleted called with how many versions a request has deleted
   */
  async delete(name: string, onDeleted: (versions: number) => void): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.empty(name, onDeleted);
        await this.s3.send(new DeleteBucketCommand({ Bucket: name, ExpectedBucketOwner: this.accountId }));
        return;
      } catch (error) {
        if (error instanceof NoSuchBucket || codeOf(error) === 'NoSuchBucket') return;
        if (codeOf(error) !== 'BucketNotEmpty' || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /**
   * Always deletes the first page: what is deleted is not listed any more.
   *
   * @throws where it is listed still
   */
  private async empty(Bucket: string, onDeleted: (versions: number) => void): Promise<void> {
    const ExpectedBucketOwner = this.accountId;
    let before: Version | undefined;
    for (;;) {
      const page = versionsOf(
        await this.s3.send(new ListObjectVersionsCommand({ Bucket, ExpectedBucketOwner, EncodingType: 'url' })),
      );
      const [first] = page;
      if (!first) return;
      if (first.Key === before?.Key && first.VersionId === before?.VersionId)
        throw new Error(
          `a version in ${Bucket} is listed although it was deleted; look at the bucket, and run this again`,
        );
      before = first;
      await this.deleteVersions(Bucket, page);
      onDeleted(page.length);
    }
  }

  private async deleteVersions(Bucket: string, versions: readonly Version[]): Promise<void> {
    const ExpectedBucketOwner = this.accountId;
    for (const { Key, VersionId } of versions.filter(({ Key }) => NOT_IN_XML.test(Key)))
      await this.s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, ExpectedBucketOwner }));
    const Objects = versions.filter(({ Key }) => !NOT_IN_XML.test(Key));
    if (Objects.length === 0) return;
    const { Errors = [] } = await this.s3.send(
      new DeleteObjectsCommand({ Bucket, ExpectedBucketOwner, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors;
    if (first)
      throw new Error(
        `${formatCount(Errors.length, 'version')} in ${Bucket} could not be deleted: ${first.Code}, ${first.Message}`,
      );
  }
}
