import type { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { StoredObject } from '@customer-files/events';
import { ObjectGone } from './object-gone';
import type { ObjectStore, PutOptions } from './object-store';

/** Two writers raced for one key: S3 asks for another attempt (409). */
const RACES = 5;

const unquoted = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');
const status = (error: unknown): number | undefined => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined);

/** Not there, not the one that was meant, or (without s3:ListBucket) not to be told apart from not there. */
const isGone = (error: unknown): boolean => [403, 404, 405, 412].includes(status(error) ?? 0);

/** The store on S3. The client is made on first use. */
export function objectStore(client?: S3Client): ObjectStore {
  let made = client;
  const s3 = (): S3Client => (made ??= new S3Client({}));

  const fetchPinned = async ({ bucket, key, versionId, etag }: StoredObject) => {
    const pin = versionId ? { VersionId: versionId } : { IfMatch: `"${etag}"` };
    try {
      const { Body, ContentLength } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key, ...pin }));
      return { body: Body!, bytes: ContentLength ?? 0 };
    } catch (error) {
      throw isGone(error) ? new ObjectGone(bucket, key) : error;
    }
  };

  const write = async (bucket: string, key: string, body: Buffer | string, { contentType }: PutOptions, condition: { IfNoneMatch?: string; IfMatch?: string }) => {
    const bytes = Buffer.byteLength(body);
    const { ETag, VersionId } = await s3().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType, ...condition }));
    return { bucket, key, versionId: VersionId ?? null, etag: unquoted(ETag), bytes };
  };

  const writeConditionally = async (...args: Parameters<typeof write>): Promise<StoredObject | null> => {
    for (let race = 1; ; race++) {
      try {
        return await write(...args);
      } catch (error) {
        if (status(error) === 412) return null;
        if (status(error) !== 409 || race === RACES) throw error;
      }
    }
  };

  return {
    async read(pin) {
      const { body, bytes } = await fetchPinned(pin);
      return { stream: body as Readable, bytes };
    },

    async readAll(pin) {
      const { body } = await fetchPinned(pin);
      const bytes = Buffer.from(await body.transformToByteArray());
      if (bytes.length !== pin.bytes) throw new ObjectGone(pin.bucket, pin.key);
      return bytes;
    },

    put: (bucket, key, body, options) => write(bucket, key, body, options, {}),
    putIfAbsent: (bucket, key, body, options) => writeConditionally(bucket, key, body, options, { IfNoneMatch: '*' }),
    replaceIfMatch: (bucket, key, body, etag, options) => writeConditionally(bucket, key, body, options, { IfMatch: `"${etag}"` }),

    async get(bucket, key) {
      try {
        const { Body, ETag, VersionId } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const body = Buffer.from(await Body!.transformToByteArray());
        return { body, object: { bucket, key, versionId: VersionId ?? null, etag: unquoted(ETag), bytes: body.length } };
      } catch (error) {
        if (status(error) === 404) return null;
        throw error;
      }
    },

    async *list(bucket, prefix) {
      let ContinuationToken: string | undefined;
      do {
        const page = await s3().send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }));
        for (const { Key, ETag, Size } of page.Contents ?? []) yield { key: Key!, etag: unquoted(ETag), bytes: Size ?? 0 };
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
    },

    async upload(bucket, key, stream, { contentType }) {
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => (bytes += chunk.length)).pause();
      const { ETag, VersionId } = await new Upload({ client: s3(), params: { Bucket: bucket, Key: key, Body: stream, ContentType: contentType } }).done();
      return { bucket, key, versionId: VersionId ?? null, etag: unquoted(ETag), bytes };
    },
  };
}
