import type { S3Context } from '../context';
import type { Reply } from '../reply';
import type { S3Request } from '../request';

/** AbortMultipartUpload: removes an upload and its parts. */
export async function abortMultipartUpload({ store }: S3Context, request: S3Request): Promise<Reply> {
  const uploadId = request.query.get('uploadId');
  await store.locks.run(`upload ${uploadId}`, () =>
    store.uploads.remove(store.uploads.find(request.bucket, request.key, uploadId)),
  );
  return { status: 204, headers: {} };
}
