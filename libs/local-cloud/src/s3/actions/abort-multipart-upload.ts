import type { S3Context } from '../context';
import type { Reply } from '../reply';
import type { S3Request } from '../request';

/** AbortMultipartUpload: forgets an upload and its parts. */
export async function abortMultipartUpload({ store }: S3Context, request: S3Request): Promise<Reply> {
  await store.uploads.remove(store.uploads.find(request.bucket, request.key, request.query.get('uploadId')));
  return { status: 204, headers: {} };
}
