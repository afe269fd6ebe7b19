import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { startTestS3, type TestS3 } from './test-s3';
import { crc32Of, MD5_OF_WHOLE, uploadTwoParts, WHOLE } from './two-parts';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(async () => {
  await s3?.end();
  expect(s3.errors).toEqual([]);
});

const copy = (CopySource: string, Key: string) =>
  s3.client.send(new CopyObjectCommand({ Bucket: 'plain', CopySource, Key }));

describe('copies', () => {
  it('a copy of a multipart object has the ETag and the checksum of the whole', async () => {
    const complete = await uploadTwoParts(s3, 'big', { ChecksumAlgorithm: 'CRC32', Metadata: { of: 'me' } });
    expect((await complete()).ETag).toMatch(/-2"$/);
    const expected = { ETag: `"${MD5_OF_WHOLE}"`, ChecksumCRC32: crc32Of(WHOLE), ChecksumType: 'FULL_OBJECT' };
    expect((await copy('plain/big', 'copy')).CopyObjectResult).toMatchObject(expected);
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'copy', ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ ...expected, ContentLength: WHOLE.length, Metadata: { of: 'me' } });
  });

  it('a copy of any other object has the ETag and the checksum of its source', async () => {
    const put = new PutObjectCommand({ Bucket: 'plain', Key: 'small', Body: 'x', ChecksumAlgorithm: 'CRC32' });
    const { ETag, ChecksumCRC32 } = await s3.client.send(put);
    expect((await copy('plain/small', 'copy of small')).CopyObjectResult).toMatchObject({ ETag, ChecksumCRC32 });
  });

  it.each(['a+b%2F c.csv', 'ü/😀', '/lead', 'what?versionId=1', 'two\nlines'])(
    'a copy finds its source by an encoded key: %j',
    async (key) => {
      await s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key: key, Body: key }));
      await copy(encodeURI('plain/') + encodeURIComponent(key), 'found');
      await copy(`/plain/${encodeURIComponent(key)}`, 'found');
      const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'found' }));
      expect(await Body!.transformToString()).toBe(key);
    },
  );

  it.each([
    ['plain/100%', 'InvalidURI'],
    ['plain/%C3%28', 'InvalidURI'],
    ['plain', 'InvalidArgument'],
    ['plain/', 'InvalidArgument'],
    ['plain/none', 'NoSuchKey'],
    ['none/k', 'NoSuchBucket'],
  ])('a copy of %s is refused: %s', async (source, name) => {
    await expect(copy(source, 'refused')).rejects.toMatchObject({ name });
  });
});
