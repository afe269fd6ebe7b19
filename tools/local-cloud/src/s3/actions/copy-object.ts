import { rm } from 'node:fs/promises';
import { commit } from '../commit';
import { isUnmodified, writeConditionOf } from '../conditions';
import type { S3Context } from '../context';
import { copyData } from '../copied-data';
import { S3Error } from '../errors';
import { checksumElements, keptHeaders, versionHeaders } from '../object-headers';
import { xmlReply, type Reply } from '../reply';
import { decode, header, type S3Request, timeOf } from '../request';
import { findVersion, lockOf } from '../storage/versions';

function sourceOf(request: S3Request): { bucket: string; key: string; versionId: string | null } {
  const [path = '', query = ''] = header(request, 'x-amz-copy-source')!.split('?');
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decode(path)) ?? [];
  if (!bucket || !key)
    throw new S3Error('InvalidArgument', {
      message: 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    });
  return { bucket, key, versionId: new URLSearchParams(query).get('versionId') };
}

/** CopyObject: a new version with the data of another. */
export async function copyObject(context: S3Context, request: S3Request): Promise<Reply> {
  const { store } = context;
  const { bucket: name, key, versionId } = sourceOf(request);
  const source = store.bucket(name);
  const path = store.temporary();
  const version = await store.locks.run(lockOf(name, key), async () => {
    const found = findVersion(source, key, versionId);
    if (isUnmodified(request, found, 'x-amz-copy-source-')) throw new S3Error('PreconditionFailed');
    return { ...found, ...(await copyData(found, source.dataPath(key, found.file), path)) };
  });
  try {
    const replaced = header(request, 'x-amz-metadata-directive') === 'REPLACE';
    const { size, etag, checksum, headers } = version;
    const copy = await commit(context, {
      bucket: store.bucket(request.bucket),
      key: request.key,
      path,
      size,
      etag,
      checksum,
      headers: replaced ? keptHeaders(request) : headers,
      time: timeOf(request, store.now),
      reason: 'CopyObject',
      condition: writeConditionOf(request),
    });
    return xmlReply(
      'CopyObjectResult',
      { ETag: `"${copy.etag}"`, LastModified: copy.lastModified, ...checksumElements(copy) },
      versionHeaders(copy),
    );
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
