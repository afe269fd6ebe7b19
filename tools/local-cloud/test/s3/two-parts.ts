import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { TestS3 } from './test-s3';

const PARTS = [Buffer.alloc(5 * 1024 ** 2, 'customers '), Buffer.from('the rest')];

/** The object of the two parts. */
export const WHOLE = Buffer.concat(PARTS);
export const MD5_OF_WHOLE = createHash('md5').update(WHOLE).digest('hex');

/** Returns a CRC32 as S3 headers contain it. */
export function crc32Of(bytes: Buffer): string {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString('base64');
}

/** Uploads `WHOLE` in two parts. Returns a function that completes the upload. */
export async function uploadTwoParts(
  { client }: TestS3,
  key: string,
  about: Partial<CreateMultipartUploadCommandInput> = {},
) {
  const target = { Bucket: 'plain', Key: key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ...about }));
  const { ChecksumAlgorithm } = about;
  const Parts = await Promise.all(
    PARTS.map(async (Body, i) => {
      const part = { ...target, UploadId, PartNumber: i + 1, Body };
      const { ETag } = await client.send(
        new UploadPartCommand({ ...part, ...(ChecksumAlgorithm && { ChecksumAlgorithm }) }),
      );
      return { ETag, PartNumber: i + 1 };
    }),
  );
  return (more: Partial<CompleteMultipartUploadCommandInput> = {}): Promise<CompleteMultipartUploadCommandOutput> =>
    client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts }, ...more }));
}
