import type { S3Context } from '../context';
import { S3Error } from '../errors';
import { encoder, limitOf } from '../listing-options';
import { xmlReply, type Reply } from '../reply';
import type { S3Request } from '../request';
import type { Bucket } from '../storage/bucket';
import type { Version } from '../storage/records';
import { SortedKeys } from '../storage/sorted-keys';
import type { XmlNode } from '../xml';

interface Listed {
  key: string;
  version: Version;
  isLatest: boolean;
}

const idOf = ({ versionId }: Version): string => versionId ?? 'null';

/** The versions of a key after the one with an id; all where there is none. */
function versionsAfter(bucket: Bucket, key: string, marker: string | null): Listed[] {
  const listed = bucket.versionsOf(key).map((version, i) => ({ key, version, isLatest: i === 0 }));
  return marker === null ? listed : listed.slice(listed.findIndex(({ version }) => idOf(version) === marker) + 1);
}

/** All versions from the marker on, by key and then the newest first. */
function* versionsFrom(bucket: Bucket, query: URLSearchParams): Generator<Listed> {
  const [keyMarker, versionMarker] = [query.get('key-marker') ?? '', query.get('version-id-marker')];
  const prefix = query.get('prefix') ?? '';
  const sorted = new SortedKeys(bucket.keyNames());
  for (let i = sorted.lowerBound(keyMarker), key = sorted.at(i); key !== undefined; key = sorted.at(++i)) {
    if (!key.startsWith(prefix)) continue;
    if (key !== keyMarker) yield* versionsAfter(bucket, key, null);
    else if (versionMarker !== null) yield* versionsAfter(bucket, key, versionMarker);
  }
}

function nodeOf({ key, version, isLatest }: Listed, encode: (key: string) => string): XmlNode {
  const { lastModified, etag, size, file } = version;
  return {
    Key: encode(key),
    VersionId: idOf(version),
    IsLatest: isLatest,
    LastModified: lastModified,
    ...(file === null ? {} : { ETag: `"${etag}"`, Size: size, StorageClass: 'STANDARD' }),
  };
}

/** ListObjectVersions: lists a page of all versions and delete markers, in the order of the UTF-8 bytes of their keys. */
export async function listObjectVersions({ store }: S3Context, { bucket: name, query }: S3Request): Promise<Reply> {
  if (query.get('delimiter')) throw new S3Error('NotImplemented', { message: 'A delimiter in a listing of versions' });
  const bucket = store.bucket(name);
  const encode = encoder(query);
  const limit = limitOf(query.get('max-keys'));
  const page: Listed[] = [];
  let isTruncated = false;
  for (const listed of versionsFrom(bucket, query)) {
    isTruncated = page.length === limit;
    if (isTruncated) break;
    page.push(listed);
  }
  const last = page.at(-1);
  const nodes = (isMarker: boolean): XmlNode[] =>
    page.filter(({ version }) => (version.file === null) === isMarker).map((listed) => nodeOf(listed, encode));
  return xmlReply('ListVersionsResult', {
    Name: name,
    Prefix: encode(query.get('prefix') ?? ''),
    MaxKeys: limit,
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: isTruncated,
    NextKeyMarker: isTruncated && last ? encode(last.key) : undefined,
    NextVersionIdMarker: isTruncated && last ? idOf(last.version) : undefined,
    Version: nodes(false),
    DeleteMarker: nodes(true),
  });
}
