import { REGION } from '../../account';
import type { S3Context } from '../context';
import type { Reply } from '../reply';
import type { S3Request } from '../request';

/** HeadBucket: answers whether there is a bucket, and its region. */
export async function headBucket({ store }: S3Context, { bucket }: S3Request): Promise<Reply> {
  store.bucket(bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': REGION } };
}
