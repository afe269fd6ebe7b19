import type { S3Context } from '../context';
import type { Reply } from '../reply';
import type { S3Request } from '../request';

/** HeadBucket: 200 when the bucket exists. */
export async function headBucket({ store, region }: S3Context, request: S3Request): Promise<Reply> {
  store.bucket(request.bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': region, 'x-amz-access-point-alias': 'false' } };
}
