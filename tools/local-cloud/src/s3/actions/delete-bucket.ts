import type { S3Context } from '../context';
import type { Reply } from '../reply';
import type { S3Request } from '../request';

/**
 * DeleteBucket: deletes a bucket in which there is no version and no delete marker.
 *
 * @throws S3Error BucketNotEmpty
 */
export async function deleteBucket({ store }: S3Context, { bucket }: S3Request): Promise<Reply> {
  await store.deleteBucket(bucket);
  return { status: 204, headers: {} };
}
