import type { S3Context } from '../context';
import { S3Error } from '../errors';
import { pageOf, startOf, tokenOf, type ListingStart } from '../listing';
import { encoder, limitOf } from '../listing-options';
import { xmlReply, type Reply } from '../reply';
import type { S3Request } from '../request';
import type { Bucket } from '../storage/bucket';
import type { XmlNode } from '../xml';

function startAt(query: URLSearchParams): ListingStart | null {
  const token = query.get('continuation-token');
  if (token !== null) {
    const start = startOf(token);
    if (!start) throw new S3Error('InvalidArgument', { message: 'The continuation token provided is incorrect' });
    return start;
  }
  const after = query.get('start-after');
  return after ? { after, skipPrefix: false } : null;
}

function contents(bucket: Bucket, key: string, encode: (key: string) => string): XmlNode {
  const { lastModified, etag, size, checksum } = bucket.versionsOf(key)[0]!;
  return {
    Key: encode(key),
    LastModified: lastModified,
    ETag: `"${etag}"`,
    ChecksumAlgorithm: checksum?.algorithm.toUpperCase(),
    ChecksumType: checksum?.type,
    Size: size,
    StorageClass: 'STANDARD',
  };
}

/** ListObjectsV2: lists a page of the newest versions, in the order of the UTF-8 bytes of their keys. */
export async function listObjectsV2({ store }: S3Context, { bucket: name, query }: S3Request): Promise<Reply> {
  const bucket = store.bucket(name);
  const encode = encoder(query);
  const limit = limitOf(query.get('max-keys'));
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const page = pageOf(bucket.visible, { prefix, delimiter, limit, start: startAt(query) });
  return xmlReply('ListBucketResult', {
    Name: name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: query.get('encoding-type') ?? undefined,
    KeyCount: page.keys.length + page.prefixes.length,
    IsTruncated: page.next !== null,
    ContinuationToken: query.get('continuation-token') ?? undefined,
    NextContinuationToken: page.next ? tokenOf(page.next) : undefined,
    StartAfter: query.get('start-after') ?? undefined,
    Contents: page.keys.map((key) => contents(bucket, key, encode)),
    CommonPrefixes: page.prefixes.map((one) => ({ Prefix: encode(one) })),
  });
}
