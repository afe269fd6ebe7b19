import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { StoredObject } from '@customer-files/events';
import { retry } from '@customer-files/retry';
import { collectGarbageEvery32MB } from './collect-garbage';
import { ObjectNotFound } from './object-not-found';
import type { ObjectStore, PutOptions } from './object-store';
import { isPreconditionFailed, isReferenceStale, isNotFound, isWriteConflict } from './s3-errors';
import { leavePayloadUnsigned } from './unsigned-payload';

/** After which a connection that says nothing is given up: whoever reads may hold a transaction open meanwhile. */
const SILENCE_MS = 30_000;

/** A conditional write that met another one is repeated at once: the other one is done. */
const ON_CONFLICT = { attempts: 5, firstPauseMs: 0, isRetriable: isWriteConflict };

const unquoted = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

/** The store on S3. The client is made on first use, with the SDK's own checksums (CRC32 on the way up, verified on the way down). */
export function objectStore(client?: S3Client): ObjectStore {
  let made = client && leavePayloadUnsigned(client);
  const s3 = (): S3Client =>
    (made ??= leavePayloadUnsigned(new S3Client({ requestHandler: { socketTimeout: SILENCE_MS } })));

  const write = async (
    bucket: string,
    key: string,
    body: Buffer | string,
    { contentType }: PutOptions,
    condition: { IfNoneMatch?: string; IfMatch?: string },
  ) => {
    const { ETag, VersionId } = await s3().send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType, ...condition }),
    );
    return { bucket, key, versionId: VersionId ?? null, etag: unquoted(ETag), bytes: Buffer.byteLength(body) };
  };

  /** Writes, unless S3 answers that the condition is not met: then null. */
  const writeIf = async (
    isConditionUnmet: (error: unknown) => boolean,
    ...args: Parameters<typeof write>
  ): Promise<StoredObject | null> => {
    try {
      return await retry(() => write(...args), ON_CONFLICT);
    } catch (error) {
      if (isConditionUnmet(error)) return null;
      throw error;
    }
  };

  return {
    async read(pin) {
      const { bucket, key, versionId, etag } = pin;
      collectGarbageEvery32MB(pin.bytes);
      try {
        const { Body, ContentLength } = await s3().send(
          new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            ...(versionId ? { VersionId: versionId } : { IfMatch: `"${etag}"` }),
          }),
        );
        return { stream: Body as Readable, bytes: ContentLength! };
      } catch (error) {
        throw isReferenceStale(error) ? new ObjectNotFound(bucket, key) : error;
      }
    },

    put: (bucket, key, body, options) => write(bucket, key, body, options, {}),

    putIfAbsent: (bucket, key, body, options) =>
      writeIf(isPreconditionFailed, bucket, key, body, options, { IfNoneMatch: '*' }),

    replaceIfMatch: (bucket, key, body, etag, options) =>
      writeIf((error) => isPreconditionFailed(error) || isNotFound(error), bucket, key, body, options, {
        IfMatch: `"${etag}"`,
      }),

    async get(bucket, key) {
      try {
        const { Body, ETag, VersionId } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const body = Buffer.from(await Body!.transformToByteArray());
        return {
          body,
          object: { bucket, key, versionId: VersionId ?? null, etag: unquoted(ETag), bytes: body.length },
        };
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },

    async delete(bucket, key) {
      await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },

    async *list(bucket, prefix) {
      let ContinuationToken: string | undefined;
      do {
        const page = await s3().send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }));
        for (const { Key, ETag, Size } of page.Contents ?? [])
          yield { key: Key!, etag: unquoted(ETag), bytes: Size ?? 0 };
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
    },

    async upload(bucket, key, stream, { contentType }) {
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => (bytes += chunk.length)).pause();
      const { ETag, VersionId } = await new Upload({
        client: s3(),
        params: { Bucket: bucket, Key: key, Body: stream, ContentType: contentType },
      }).done();
      return { bucket, key, versionId: VersionId ?? null, etag: unquoted(ETag), bytes };
    },
  };
}
