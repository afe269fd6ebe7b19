import { createReadStream } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { base64Of, hexOf, startDigest } from '../body/checksums';
import { commit } from '../commit';
import { isUnmodified, writeConditionOf } from '../conditions';
import type { S3Context } from '../context';
import { S3Error } from '../errors';
import { checksumElements, keptHeaders, versionHeaders } from '../object-headers';
import { xmlReply, type Reply } from '../reply';
import { decode, header, type S3Request, timeOf } from '../request';
import { lockOf } from '../storage/key-lock';
import type { Version } from '../storage/records';
import { findVersion } from '../storage/versions';

/**
 * Returns what a copy reads.
 *
 * @throws S3Error InvalidArgument
 */
export function sourceOf(request: S3Request): { bucket: string; key: string; versionId: string | null } {
  const [path = '', query = ''] = header(request, 'x-amz-copy-source')!.split('?');
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decode(path)) ?? [];
  if (!bucket || !key)
    throw new S3Error('InvalidArgument', {
      message: 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    });
  return { bucket, key, versionId: new URLSearchParams(query).get('versionId') };
}

/**
 * Copies the data of a version. A copy is not a multipart object, even if its source is: an ETag or a checksum of the
 * source's parts is replaced by that of the whole.
 */
async function copyData(
  source: Pick<Version, 'etag' | 'checksum'>,
  from: string,
  to: string,
): Promise<Pick<Version, 'etag' | 'checksum'>> {
  await copyFile(from, to);
  if (!source.etag.includes('-')) return { etag: source.etag, checksum: source.checksum };
  const md5 = startDigest('md5');
  const digest = source.checksum && startDigest(source.checksum.algorithm);
  for await (const piece of createReadStream(to, { highWaterMark: 1024 * 1024 })) {
    md5.update(piece as Buffer);
    digest?.update(piece as Buffer);
  }
  const etag = await hexOf(md5);
  if (!source.checksum || !digest) return { etag, checksum: null };
  const { algorithm } = source.checksum;
  return { etag, checksum: { algorithm, value: await base64Of(digest), type: 'FULL_OBJECT' } };
}

/** CopyObject: creates a new version with the data of another. */
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
