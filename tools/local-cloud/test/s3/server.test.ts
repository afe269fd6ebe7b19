import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type ObjectCreated, type S3Server, startS3 } from '../../src/s3/server';

let root: string;
let server: S3Server;
let s3: S3Client;
let created: ObjectCreated[];
const errors: unknown[] = [];

async function start(): Promise<void> {
  server = await startS3({
    root,
    port: 0,
    now: () => new Date(),
    authorize: () => undefined,
    onError: (error) => errors.push(error),
    onCreated: (one) => void created.push(one),
  });
  s3 = new S3Client({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 's3-'));
  created = [];
  await start();
  await server.createBucket('plain', { versioned: false, eventsEnabled: false });
  await server.createBucket('versioned', { versioned: true, eventsEnabled: true });
});

afterEach(async () => {
  s3.destroy();
  await server.close();
  rmSync(root, { recursive: true, force: true });
  expect(errors).toEqual([]);
});

const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket: 'plain', Key, Body, ...more }));
const read = async (Key: string, more: object = {}, Bucket = 'plain'): Promise<string> =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body!.transformToString();

describe('objects', () => {
  it.each(['a/b.csv', '../../etc/passwd', '/lead', 'a+b%2F c.csv', 'ü/😀', 'A', 'a', 'x'.repeat(1024)])(
    'an object is returned with its bytes under its key: %s',
    async (key) => {
      await put(key, `body of ${key}`);
      expect(await read(key)).toBe(`body of ${key}`);
    },
  );

  it('an object is returned by range', async () => {
    await put('k', '0123456789');
    expect(await read('k', { Range: 'bytes=2-4' })).toBe('234');
    expect(await read('k', { Range: 'bytes=-3' })).toBe('789');
    await expect(read('k', { Range: 'bytes=20-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('an object is not found under another key or in another bucket', async () => {
    await expect(read('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(read('none', {}, 'nobucket')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('an object with a wrong checksum is refused, and the current object stays', async () => {
    await put('k', 'first');
    await expect(put('k', 'second', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await read('k')).toBe('first');
  });

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const)(
    'an object is accepted as a stream with a trailing %s checksum',
    async (ChecksumAlgorithm) => {
      const body = Buffer.alloc(300_000, 'abc');
      await s3.send(
        new PutObjectCommand({
          Bucket: 'plain',
          Key: 'k',
          Body: Readable.from([body.subarray(0, 100_000), body.subarray(100_000)]),
          ContentLength: body.length,
          ChecksumAlgorithm,
        }),
      );
      expect(await read('k')).toBe(body.toString());
    },
  );

  it('an object survives a restart', async () => {
    await put('k', 'kept', { Metadata: { of: 'me' } });
    await server.close();
    await start();
    const { Metadata, ETag } = await s3.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'k' }));
    expect([Metadata, ETag, await read('k')]).toEqual([{ of: 'me' }, (await put('other', 'kept')).ETag, 'kept']);
  });

  it('an object can be copied and deleted', async () => {
    await put('k', 'x');
    await s3.send(new CopyObjectCommand({ Bucket: 'plain', Key: 'copy', CopySource: 'plain/k' }));
    await s3.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'k' }));
    expect(await read('copy')).toBe('x');
    await expect(read('k')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('conditional writes', () => {
  it('a write with If-None-Match succeeds once for twenty concurrent requests', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => put('k', String(i), { IfNoneMatch: '*' })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(tries.flatMap((one) => (one.status === 'rejected' ? [one.reason.name] : []))).toEqual(
      Array(19).fill('PreconditionFailed'),
    );
  });

  it('a write with If-Match replaces only the object with that ETag', async () => {
    const { ETag } = await put('k', 'one');
    await put('k', 'two', { IfMatch: ETag });
    await expect(put('k', 'three', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await read('k')).toBe('two');
  });
});

describe('versions', () => {
  it('a version is returned by its id after an overwrite and a deletion', async () => {
    const write = (Body: string) => s3.send(new PutObjectCommand({ Bucket: 'versioned', Key: 'k', Body }));
    const { VersionId } = await write('first');
    await write('second');
    await s3.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'k' }));
    expect(await read('k', { VersionId }, 'versioned')).toBe('first');
    await expect(read('k', {}, 'versioned')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(created.map(({ key, reason, size, versionId }) => [key, reason, size, versionId === VersionId])).toEqual([
      ['k', 'PutObject', 5, true],
      ['k', 'PutObject', 6, false],
    ]);
    expect(created[1]!.sequencer > created[0]!.sequencer).toBe(true);
  });
});

describe('multipart uploads', () => {
  it('a multipart upload stores a stream as one object and publishes one event', async () => {
    const body = Buffer.alloc(17 * 1024 * 1024, 'customers ');
    await new Upload({
      client: s3,
      params: {
        Bucket: 'versioned',
        Key: 'big',
        Body: Readable.from(
          (function* () {
            for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536);
          })(),
        ),
      },
    }).done();
    const { ContentLength, ETag } = await s3.send(new HeadObjectCommand({ Bucket: 'versioned', Key: 'big' }));
    expect(ContentLength).toBe(body.length);
    expect(ETag).toMatch(/^"[0-9a-f]{32}-4"$/);
    expect(created.map(({ key, reason }) => [key, reason])).toEqual([['big', 'CompleteMultipartUpload']]);
    expect((await read('big', {}, 'versioned')) === body.toString()).toBe(true);
  });
});

describe('listings', () => {
  it('a listing continues over pages, by prefix and delimiter', async () => {
    for (let i = 0; i < 25; i++) await put(`p/${String(i).padStart(2, '0')}`, 'x');
    await put('q/x', 'x');
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: 'plain', Prefix: 'p/', MaxKeys: 10, ContinuationToken }),
      );
      keys.push(...page.Contents!.map(({ Key }) => Key!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(keys).toEqual(Array.from({ length: 25 }, (_, i) => `p/${String(i).padStart(2, '0')}`));
    const { CommonPrefixes } = await s3.send(new ListObjectsV2Command({ Bucket: 'plain', Delimiter: '/' }));
    expect(CommonPrefixes).toEqual([{ Prefix: 'p/' }, { Prefix: 'q/' }]);
  });
});

describe('unsupported operations', () => {
  it('an unsupported operation with a body is refused by its name', async () => {
    const response = await fetch(`${server.url}/plain/k?tagging`, { method: 'PUT', body: 'x'.repeat(100_000) });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('<Message>PUT object tagging is not an operation');
  });
});

describe('concurrent CompleteMultipartUpload', () => {
  it('CompleteMultipartUpload, sent three times at once, creates one object and publishes one event', async () => {
    const target = { Bucket: 'versioned', Key: 'k' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
    const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: 'x' }));
    const complete = () =>
      s3.send(
        new CompleteMultipartUploadCommand({
          ...target,
          UploadId,
          MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
        }),
      );
    const ends = await Promise.allSettled([complete(), complete(), complete()]);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(created).toHaveLength(1);
  });
});
