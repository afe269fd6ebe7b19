import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { StoredObject } from '@customer-files/events';
import { retry } from '@customer-files/retry';
import { traceClient } from '@customer-files/telemetry';
import { collectGarbageEvery32MB } from './collect-garbage';
import { ObjectNotFound } from './object-not-found';
import type { Listed, ListedVersion, ObjectStore, PutOptions } from './object-store';
import { isNotFound, isPreconditionFailed, isReferenceStale, isWriteConflict } from './s3-errors';
import { leavePayloadUnsigned } from './unsigned-payload';

/** Idle time after which a connection is closed: a function may hold a database transaction open while it reads. */
const SOCKET_TIMEOUT_MS = 30_000;

/** The other write is done when S3 reports the conflict, so there is no pause. */
const ON_CONFLICT = { attempts: 5, firstPauseMs: 0, isRetriable: isWriteConflict };

const unquoted = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

class S3ObjectStore implements ObjectStore {
  private client: S3Client | undefined;

  constructor(client?: S3Client) {
    this.client = client && leavePayloadUnsigned(client);
  }

  private get s3(): S3Client {
    return (this.client ??= traceClient(
      leavePayloadUnsigned(new S3Client({ requestHandler: { socketTimeout: SOCKET_TIMEOUT_MS } })),
    ));
  }

  async read({ bucket, key, versionId, etag, bytes }: StoredObject): Promise<{ stream: Readable; bytes: number }> {
    collectGarbageEvery32MB(bytes);
    const version = versionId ? { VersionId: versionId } : { IfMatch: `"${etag}"` };
    try {
      const { Body, ContentLength } = await this.s3.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, ...version }),
      );
      return { stream: Body as Readable, bytes: ContentLength! };
    } catch (error) {
      throw isReferenceStale(error) ? new ObjectNotFound(bucket, key) : error;
    }
  }

  async put(
    bucket: string,
    key: string,
    body: Buffer | string,
    { contentType }: PutOptions,
    condition: Pick<PutObjectCommandInput, 'IfNoneMatch' | 'IfMatch'> = {},
  ): Promise<StoredObject> {
    const { ETag, VersionId } = await this.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType, ...condition }),
    );
    return { bucket, key, versionId: VersionId ?? null, etag: unquoted(ETag), bytes: Buffer.byteLength(body) };
  }

  async putIfAbsent(
    bucket: string,
    key: string,
    body: Buffer | string,
    options: PutOptions,
  ): Promise<StoredObject | null> {
    const write = () => this.put(bucket, key, body, options, { IfNoneMatch: '*' });
    return nullWhere(isPreconditionFailed, retry(write, ON_CONFLICT));
  }

  async replaceIfMatch(
    bucket: string,
    key: string,
    body: Buffer | string,
    etag: string,
    options: PutOptions,
  ): Promise<StoredObject | null> {
    const write = () => this.put(bucket, key, body, options, { IfMatch: `"${etag}"` });
    return nullWhere((error) => isPreconditionFailed(error) || isNotFound(error), retry(write, ON_CONFLICT));
  }

  async get(bucket: string, key: string): Promise<{ body: Buffer; object: StoredObject } | null> {
    const answer = await nullWhere(isNotFound, this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
    if (!answer) return null;
    const { Body, ETag, VersionId } = answer;
    const body = Buffer.from(await Body!.transformToByteArray());
    return { body, object: { bucket, key, versionId: VersionId ?? null, etag: unquoted(ETag), bytes: body.length } };
  }

  async delete(bucket: string, key: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }

  async *list(bucket: string, prefix: string): AsyncGenerator<Listed> {
    let ContinuationToken: string | undefined;
    do {
      const page = await this.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }));
      for (const { Key, ETag, Size } of page.Contents ?? [])
        yield { key: Key!, etag: unquoted(ETag), bytes: Size ?? 0 };
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
  }

  async *versions(bucket: string, key: string): AsyncGenerator<ListedVersion> {
    let from: { KeyMarker?: string; VersionIdMarker?: string | undefined } | null = {};
    while (from) {
      const page: ListObjectVersionsCommandOutput = await this.s3.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...from }),
      );
      for (const { Key, VersionId, ETag } of page.Versions ?? []) {
        if (Key === key) yield { versionId: VersionId === 'null' ? null : VersionId!, etag: unquoted(ETag) };
      }
      const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      // The key itself comes before all other keys that begin with it.
      from = IsTruncated && KeyMarker === key ? { KeyMarker, VersionIdMarker } : null;
    }
  }

  async upload(bucket: string, key: string, stream: Readable, { contentType }: PutOptions): Promise<StoredObject> {
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length)).pause();
    const { ETag, VersionId } = await new Upload({
      client: this.s3,
      params: { Bucket: bucket, Key: key, Body: stream, ContentType: contentType },
    }).done();
    return { bucket, key, versionId: VersionId ?? null, etag: unquoted(ETag), bytes };
  }
}

/** The result, or null where it fails with an error that means "there is none". */
async function nullWhere<Result>(isNone: (error: unknown) => boolean, result: Promise<Result>): Promise<Result | null> {
  try {
    return await result;
  } catch (error) {
    if (isNone(error)) return null;
    throw error;
  }
}

/**
 * The object store on S3. The client is created on first use. Checksums are the SDK's: a CRC32 is sent with each write,
 * and verified on each read.
 */
export const objectStore = (client?: S3Client): ObjectStore => new S3ObjectStore(client);
