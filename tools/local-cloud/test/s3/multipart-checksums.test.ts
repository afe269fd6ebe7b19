import {
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  HeadObjectCommand,
} from '@aws-sdk/client-s3';
import { startTestS3, type TestS3 } from './test-s3';
import { crc32Of, uploadTwoParts, WHOLE } from './two-parts';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(async () => {
  await s3?.end();
  expect(s3.errors).toEqual([]);
});

const CRC32_OF_WHOLE = { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' } as const;
const create = (about: Partial<CreateMultipartUploadCommandInput>) =>
  s3.client.send(new CreateMultipartUploadCommand({ Bucket: 'plain', Key: 'k', ...about }));
const head = (Key: string) => s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key, ChecksumMode: 'ENABLED' }));

describe('checksums of multipart uploads', () => {
  it('the checksum of a multipart upload covers the whole object if FULL_OBJECT is requested', async () => {
    const complete = await uploadTwoParts(s3, 'whole', CRC32_OF_WHOLE);
    const expected = { ChecksumCRC32: crc32Of(WHOLE), ChecksumType: 'FULL_OBJECT' };
    expect(await complete({ ChecksumCRC32: crc32Of(WHOLE) })).toMatchObject(expected);
    expect(await head('whole')).toMatchObject(expected);
  });

  it('the checksum of a multipart upload refuses another object, and the upload can still be completed', async () => {
    const complete = await uploadTwoParts(s3, 'refused', CRC32_OF_WHOLE);
    await expect(complete({ ChecksumCRC32: crc32Of(Buffer.from('another')) })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    await expect(complete({ ChecksumSHA1: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    await expect(head('refused')).rejects.toMatchObject({ name: 'NotFound' });
    expect(s3.temporary()).toEqual([]);
    expect(await complete()).toMatchObject({ ChecksumCRC32: crc32Of(WHOLE) });
  });

  it('the checksum of a multipart upload covers the parts by default, and is verified', async () => {
    const complete = await uploadTwoParts(s3, 'parts', { ChecksumAlgorithm: 'SHA256' });
    await expect(complete({ ChecksumSHA256: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    const { ChecksumSHA256, ChecksumType } = await complete();
    expect([ChecksumSHA256, ChecksumType]).toEqual([expect.stringMatching(/^[\w+/]{43}=-2$/), 'COMPOSITE']);
  });

  it('the checksum of a multipart upload covers the whole object for CRC64NVME, which has no other type', async () => {
    expect(await create({ ChecksumAlgorithm: 'CRC64NVME' })).toMatchObject({
      ChecksumAlgorithm: 'CRC64NVME',
      ChecksumType: 'FULL_OBJECT',
    });
  });

  it.each([
    ['SHA256', 'FULL_OBJECT'],
    ['CRC64NVME', 'COMPOSITE'],
    [undefined, 'FULL_OBJECT'],
  ] as const)(
    'the checksum of a multipart upload with the algorithm %s cannot be of the type %s',
    async (ChecksumAlgorithm, ChecksumType) => {
      await expect(create({ ChecksumAlgorithm, ChecksumType })).rejects.toMatchObject({ name: 'InvalidRequest' });
    },
  );
});
