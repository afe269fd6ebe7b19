import type { S3Context } from '../context';
import { xmlReply, type Reply } from '../reply';

/** ListBuckets. */
export async function listBuckets({ store, region }: S3Context): Promise<Reply> {
  const buckets = store
    .buckets()
    .map(({ record }) => ({ Name: record.name, CreationDate: record.created, BucketRegion: region }));
  return xmlReply('ListAllMyBucketsResult', {
    Owner: { ID: 'local', DisplayName: 'local' },
    Buckets: { Bucket: buckets },
  });
}
