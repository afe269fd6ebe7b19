import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { CloudJson } from '@customer-files/local-cloud';
import type { Readable } from 'node:stream';
import { clientOf, landingBucket } from '../../../cli/src/local-deployment';
import { AS_OF } from '../generate';

/** An object in the landing bucket. */
export interface Landed {
  key: string;
  versionId: string;
}

/** Where files are dropped, as if they arrived on the day on which their ages are right. One client, so that it is as warm as the services are. */
export class Landing {
  private readonly s3: S3Client;
  private readonly bucket: string;

  constructor(endpoints: CloudJson) {
    this.bucket = landingBucket(endpoints);
    this.s3 = new S3Client(clientOf(endpoints.s3, endpoints));
    this.s3.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-local-cloud-time'] = `${AS_OF}T12:00:00Z`;
        return next(args);
      },
      { step: 'build' },
    );
  }

  async put(key: string, body: Readable | Buffer): Promise<Landed> {
    const { VersionId } = await new Upload({
      client: this.s3,
      params: { Bucket: this.bucket, Key: key, Body: body, ContentType: 'text/csv' },
    }).done();
    return { key, versionId: VersionId! };
  }

  async remove({ key, versionId }: Landed): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId }));
  }

  close(): void {
    this.s3.destroy();
  }
}
