import type { S3Context } from '../context';
import { deleteKey } from '../deletion';
import type { Reply } from '../reply';
import { header, type S3Request } from '../request';

/** DeleteObject: answers 204 even if there is nothing to delete, as S3 does. */
export async function deleteObject({ store }: S3Context, request: S3Request): Promise<Reply> {
  const { isMarker, versionId } = await deleteKey(store, store.bucket(request.bucket), request.key, {
    versionId: request.query.get('versionId'),
    etag: header(request, 'if-match'),
  });
  return {
    status: 204,
    headers: {
      ...(versionId !== null && { 'x-amz-version-id': versionId }),
      ...(isMarker && { 'x-amz-delete-marker': 'true' }),
    },
  };
}
