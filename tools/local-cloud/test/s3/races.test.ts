import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { halfSent, sendTheRest } from './half-sent';
import { startTestS3, type TestS3 } from './test-s3';

let s3: TestS3;
beforeEach(async () => {
  s3 = await startTestS3();
});
afterEach(async () => {
  await s3?.end();
  expect(s3.errors).toEqual([]);
});

const target = { Bucket: 'plain', Key: 'k' };
const NO_SUCH_UPLOAD = [404, expect.stringContaining('<Code>NoSuchUpload</Code>')];

async function startUpload(): Promise<{ UploadId: string | undefined; part: string }> {
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(target));
  return { UploadId, part: `/plain/k?partNumber=2&uploadId=${UploadId}` };
}

describe('UploadPart in progress', () => {
  it('an UploadPart in progress fails if the upload is aborted meanwhile', async () => {
    const { UploadId, part } = await startUpload();
    const sending = await halfSent(s3, part);
    await s3.client.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    expect(await sendTheRest(sending)).toEqual(NO_SUCH_UPLOAD);
    expect(s3.temporary()).toEqual([]);
  });

  it('an UploadPart in progress fails if the upload is completed meanwhile without this part', async () => {
    const { UploadId, part } = await startUpload();
    const { ETag } = await s3.client.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: 'x' }));
    const sending = await halfSent(s3, part);
    await s3.client.send(
      new CompleteMultipartUploadCommand({
        ...target,
        UploadId,
        MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
      }),
    );
    expect(await sendTheRest(sending)).toEqual(NO_SUCH_UPLOAD);
    expect(s3.temporary()).toEqual([]);
  });

  it('an UploadPart in progress succeeds if the upload stays open', async () => {
    expect((await sendTheRest(await halfSent(s3, (await startUpload()).part)))[0]).toBe(200);
  });
});

describe('closing the server', () => {
  it('closing the server aborts a request in progress, and leaves no temporary file', async () => {
    const sending = await halfSent(s3, '/plain/k');
    const cutOff = new Promise((resolve) => sending.once('error', resolve));
    await s3.server.close();
    expect(s3.temporary()).toEqual([]);
    await cutOff;
  });
});
