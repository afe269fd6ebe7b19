import type { S3Context } from '../context';
import { readReply } from '../read-reply';
import type { Reply } from '../reply';
import type { S3Request } from '../request';
import { findVersion } from '../storage/versions';

/** HeadObject: answers the headers of a version. */
export async function headObject({ store }: S3Context, request: S3Request): Promise<Reply> {
  const version = findVersion(store.bucket(request.bucket), request.key, request.query.get('versionId'));
  const { status, headers } = readReply(request, version);
  return { status, headers };
}
