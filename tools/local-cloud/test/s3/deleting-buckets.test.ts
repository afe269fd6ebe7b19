import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { startTestS3, type TestS3 } from './test-s3';

let s3: TestS3;
beforeEach(async () => {
  s3 = await startTestS3();
  await s3.server.createBucket('versioned', { versioned: true, eventsEnabled: false });
});
afterEach(async () => {
  await s3.end();
  expect(s3.errors).toEqual([]);
});

const put = (Bucket: string, Key: string, Body = 'x') => s3.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const list = (options: object = {}) =>
  s3.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned', ...options }));

describe('ListObjectVersions', () => {
  it('lists every version and delete marker of a key, the newest first', async () => {
    const first = await put('versioned', 'a', 'one');
    const second = await put('versioned', 'a', 'three');
    const marker = await s3.client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'a' }));
    const { Versions = [], DeleteMarkers = [], IsTruncated } = await list();
    expect(Versions.map(({ VersionId }) => VersionId)).toEqual([second.VersionId, first.VersionId]);
    expect(Versions.map(({ Size }) => Size)).toEqual([5, 3]);
    expect(Versions.map(({ IsLatest }) => IsLatest)).toEqual([false, false]);
    expect(DeleteMarkers).toMatchObject([{ Key: 'a', VersionId: marker.VersionId, IsLatest: true }]);
    expect(IsTruncated).toBe(false);
  });

  it('lists the objects of a bucket without versions with the version id null', async () => {
    await put('plain', 'a');
    expect((await list({ Bucket: 'plain' })).Versions).toMatchObject([{ Key: 'a', VersionId: 'null' }]);
  });

  it('continues over pages, also within the versions of a key, and by prefix', async () => {
    for (const key of ['b', 'a/ü', 'a/1', 'a/1', 'a/1']) await put('versioned', key);
    const pages: string[][] = [];
    let at: object | null = {};
    while (at) {
      const page = await list({ ...at, MaxKeys: 2 });
      pages.push(page.Versions!.map(({ Key }) => Key!));
      at = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : null;
    }
    expect(pages).toEqual([['a/1', 'a/1'], ['a/1', 'a/ü'], ['b']]);
    expect((await list({ Prefix: 'a/' })).Versions).toHaveLength(4);
    expect((await list({ EncodingType: 'url', Prefix: 'a/ü' })).Versions).toMatchObject([{ Key: 'a/%C3%BC' }]);
  });
});

describe('a bucket', () => {
  it('is not deleted while it has a version or a delete marker', async () => {
    await put('versioned', 'a');
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'a' }));
    const deleteBucket = () => s3.client.send(new DeleteBucketCommand({ Bucket: 'versioned' }));
    await expect(deleteBucket()).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    const { Versions = [], DeleteMarkers = [] } = await list();
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    await s3.client.send(new DeleteObjectsCommand({ Bucket: 'versioned', Delete: { Objects } }));
    await deleteBucket();
    await expect(list()).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('is empty when it is created again', async () => {
    await s3.client.send(new DeleteBucketCommand({ Bucket: 'versioned' }));
    await s3.server.createBucket('versioned', { versioned: false, eventsEnabled: false });
    expect((await list()).Versions).toBeUndefined();
  });

  it('is found with its region, until it is deleted', async () => {
    const head = () => s3.client.send(new HeadBucketCommand({ Bucket: 'plain' }));
    expect(await head()).toMatchObject({ BucketRegion: 'eu-west-1' });
    await s3.client.send(new DeleteBucketCommand({ Bucket: 'plain' }));
    await expect(head()).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });
});
