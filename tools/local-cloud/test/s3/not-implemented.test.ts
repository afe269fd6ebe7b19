import { startTestS3, type TestS3 } from './test-s3';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(async () => {
  await s3?.end();
  expect(s3.errors).toEqual([]);
});

describe('what the embedded S3 does not know is refused by the name that the API gives it', () => {
  it.each([
    ['GET', 'plain?versioning', 'GetBucketVersioning'],
    ['PUT', 'plain?lifecycle', 'PutBucketLifecycleConfiguration'],
    ['DELETE', 'plain?lifecycle', 'DeleteBucketLifecycle'],
    ['GET', 'plain?versions&prefix=a', 'ListObjectVersions'],
    ['GET', 'plain?uploads', 'ListMultipartUploads'],
    ['GET', 'plain', 'ListObjects (version 1)'],
    ['PUT', 'plain', 'CreateBucket'],
    ['DELETE', 'plain', 'DeleteBucket'],
    ['PUT', 'plain/k?tagging', 'PutObjectTagging'],
    ['GET', 'plain/k?acl&versionId=1', 'GetObjectAcl'],
    ['GET', 'plain/k?uploadId=1', 'ListParts'],
    ['GET', 'plain/k?partNumber=1', 'GetObject with partNumber'],
    ['POST', 'plain/k?restore', 'RestoreObject'],
    ['PATCH', 'plain/k', 'PATCH object'],
  ])('%s /%s: %s', async (method, path, name) => {
    const response = await fetch(`${s3.url}/${path}`, { method });
    const message = `<Message>${name} is not an operation that the embedded S3 knows.</Message>`;
    expect([response.status, await response.text()]).toEqual([501, expect.stringContaining(message)]);
  });
});
