import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { readFeedSettings } from '@customer-files/config';
import type { CustomerFileProcessed, FeedSettings, StoredObject } from '@customer-files/events';
import { fileIdOf } from '@customer-files/ingestion';
import { type Account, accountIdOf, notFound } from '../account';
import { type Buckets, bucketsOf } from '../buckets';
import type { SmokeFile } from './smoke-file';

/** What a smoke test puts into a stage and reads from it, with the calls of any client of AWS. */
export class StageObjects {
  private readonly s3: S3Client;

  private constructor(
    private readonly account: Account,
    readonly buckets: Buckets,
  ) {
    this.s3 = new S3Client(account.objects);
  }

  static async of(account: Account): Promise<StageObjects> {
    return new StageObjects(account, bucketsOf(account.stage, await accountIdOf(account)));
  }

  /** The settings of the feed, as an operator has written them. */
  async feed(): Promise<FeedSettings> {
    const Name = `/customer-files/${this.account.stage}/feed`;
    const { Parameter } = await new SSMClient(this.account.parameters)
      .send(new GetParameterCommand({ Name }))
      .catch((error: unknown) => Promise.reject(notFound(error, `the parameter ${Name}`, this.account)));
    return readFeedSettings(JSON.parse(Parameter!.Value!), `the parameter ${Name}`);
  }

  /** Puts a file into the landing bucket. Resolves with its id. */
  async drop({ key, body }: SmokeFile): Promise<string> {
    const { landing } = this.buckets;
    const { VersionId } = await this.s3
      .send(new PutObjectCommand({ Bucket: landing, Key: key, Body: body, ContentType: 'text/csv' }))
      .catch((error: unknown) => Promise.reject(notFound(error, `the bucket ${landing}`, this.account)));
    if (!VersionId) throw new Error(`the bucket ${landing} keeps no versions; deploy ingestion again`);
    return fileIdOf({ bucket: { name: landing }, object: { key, 'version-id': VersionId, sequencer: '' } });
  }

  /** The summary of a file; null as long as there is none. */
  async summary(fileId: string): Promise<CustomerFileProcessed | null> {
    const { notification } = this.buckets;
    try {
      return JSON.parse(await this.text(notification, `files/${fileId}/summary.json`)) as CustomerFileProcessed;
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw notFound(error, `the bucket ${notification}`, this.account);
    }
  }

  /** The events of a file that have arrived in notification: `received`, `validated`, `persisted-000001`. */
  async events(fileId: string): Promise<string[]> {
    const Prefix = `files/${fileId}/events/`;
    const { Contents = [] } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: this.buckets.notification, Prefix }),
    );
    return Contents.map(({ Key }) => Key!.slice(Prefix.length, -'.json'.length));
  }

  /** A report that an event names; null where it is not there. */
  async report({ bucket, key }: StoredObject): Promise<string | null> {
    try {
      return await this.text(bucket, key);
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  }

  private async text(Bucket: string, Key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Body!.transformToString();
  }
}
