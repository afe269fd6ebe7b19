import { startTestS3, type TestS3 } from './test-s3';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(async () => {
  await s3?.end();
  expect(s3.errors).toEqual([]);
});

describe('unsupported operations', () => {
  it.each([
    ['GET', 'plain?versioning', 'GET bucket versioning'],
    ['PUT', 'plain?lifecycle', 'PUT bucket lifecycle'],
    ['DELETE', 'plain?lifecycle', 'DELETE bucket lifecycle'],
    ['GET', 'plain?policy&prefix=a', 'GET bucket policy'],
    ['GET', 'plain?uploads', 'GET bucket uploads'],
    ['GET', 'plain', 'ListObjects (version 1)'],
    ['PUT', 'plain', 'PUT bucket'],
    ['DELETE', 'plain?tagging', 'DELETE bucket tagging'],
    ['PUT', 'plain/k?tagging', 'PUT object tagging'],
    ['GET', 'plain/k?acl&versionId=1', 'GET object acl'],
    ['GET', 'plain/k?uploadId=1', 'GET object uploadId'],
    ['GET', 'plain/k?partNumber=1', 'GET object partNumber'],
    ['POST', 'plain/k?restore', 'POST object restore'],
    ['PATCH', 'plain/k', 'PATCH object'],
  ])('an unsupported operation is refused with 501 and its name: %s /%s is %s', async (method, path, name) => {
    const response = await fetch(`${s3.url}/${path}`, { method });
    const message = `<Message>${name} is not an operation that the embedded S3 knows.</Message>`;
    expect([response.status, await response.text()]).toEqual([501, expect.stringContaining(message)]);
  });
});
