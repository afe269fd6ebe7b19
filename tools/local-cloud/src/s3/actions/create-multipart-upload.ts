import { algorithmOf } from '../body/checksums';
import type { S3Context } from '../context';
import { checksumTypeOf } from '../multipart-checksum';
import { keptHeaders } from '../object-headers';
import { xmlReply, type Reply } from '../reply';
import { header, type S3Request } from '../request';

/** CreateMultipartUpload: starts an upload. */
export async function createMultipartUpload({ store }: S3Context, request: S3Request): Promise<Reply> {
  const { name } = store.bucket(request.bucket);
  const uploadId = store.newId();
  const checksumAlgorithm = algorithmOf(header(request, 'x-amz-checksum-algorithm'));
  const checksumType = checksumTypeOf(request, checksumAlgorithm);
  await store.uploads.create(
    { uploadId, bucket: name, key: request.key, headers: keptHeaders(request), checksumAlgorithm, checksumType },
    store.temporary(),
  );
  const checksumHeaders = checksumAlgorithm
    ? { 'x-amz-checksum-algorithm': checksumAlgorithm.toUpperCase(), 'x-amz-checksum-type': checksumType }
    : {};
  return xmlReply(
    'InitiateMultipartUploadResult',
    { Bucket: name, Key: request.key, UploadId: uploadId },
    checksumHeaders,
  );
}
