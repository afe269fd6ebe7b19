import { receiveFile } from '../body/receive';
import { commit } from '../commit';
import { writeConditionOf } from '../conditions';
import type { S3Context } from '../context';
import { checksumHeaders, keptHeaders, versionHeaders } from '../object-headers';
import type { Reply } from '../reply';
import { timeOf, type S3Request } from '../request';

/** PutObject: stores the body as the newest version of the key. */
export async function putObject(context: S3Context, request: S3Request): Promise<Reply> {
  const bucket = context.store.bucket(request.bucket);
  const condition = writeConditionOf(request);
  const time = timeOf(request, context.store.now);
  const { path, size, md5, checksum } = await receiveFile(request, context.store.temporary());
  const version = await commit(context, {
    bucket,
    key: request.key,
    path,
    size,
    etag: md5,
    checksum,
    headers: keptHeaders(request),
    time,
    reason: 'PutObject',
    condition,
  });
  return {
    status: 200,
    headers: { etag: `"${version.etag}"`, ...versionHeaders(version), ...checksumHeaders(version) },
  };
}
