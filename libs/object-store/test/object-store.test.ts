import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import type { StoredObject } from '@customer-files/events';
import { ObjectNotFound, objectStore } from '../src';
import { type Answer, fault, type Request, s3Stub } from './s3-stub';

const reference: StoredObject = {
  bucket: 'landing',
  key: 'incoming/a+b%2B ü.csv',
  versionId: null,
  etag: 'abc',
  bytes: 5,
};
const versioned = { ...reference, versionId: 'v7' };
const json = { contentType: 'application/json' };
const base64Crc = (body: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
};

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

let stub: Awaited<ReturnType<typeof s3Stub>>;

/** A store on a stub of S3 that responds with `answer`. */
async function storeOn(answer: Answer | ((request: Request, nth: number) => Answer)) {
  stub = await s3Stub(typeof answer === 'function' ? answer : () => answer);
  return objectStore(stub.client);
}

afterEach(() => stub.close());

describe('reading a referenced object', () => {
  it('reads the referenced version in a bucket with versioning', async () => {
    const store = await storeOn({ body: 'hello' });
    const { stream, bytes } = await store.read(versioned);
    expect(bytes).toBe(5);
    expect(await text(stream)).toBe('hello');
    expect(stub.requests).toMatchObject([{ method: 'GET', query: { versionId: 'v7' } }]);
    expect(stub.requests[0]!.headers['if-match']).toBeUndefined();
  });

  it('reads with If-Match, the ETag in quotes, in a bucket without versioning', async () => {
    const store = await storeOn({ body: 'hello' });
    expect(await text((await store.read(reference)).stream)).toBe('hello');
    expect(stub.requests[0]!.headers['if-match']).toBe('"abc"');
    expect(stub.requests[0]!.query).not.toHaveProperty('versionId');
  });

  it('reads a key with special characters unchanged', async () => {
    const store = await storeOn({ body: 'hello' });
    (await store.read(reference)).stream.destroy();
    expect(decodeURIComponent(stub.requests[0]!.path)).toBe('/landing/incoming/a+b%2B ü.csv');
  });

  it.each([
    [404, 'NoSuchKey'],
    [404, 'NoSuchVersion'],
    [412, 'PreconditionFailed'],
    [405, 'MethodNotAllowed'],
  ])('throws ObjectNotFound when S3 answers %i %s to a read', async (status, code) => {
    const store = await storeOn(fault(status, code));
    const notFound = { name: 'ObjectNotFound', code: 'OBJECT_NOT_FOUND', bucket: 'landing', key: reference.key };
    await expect(store.read(reference)).rejects.toMatchObject(notFound);
    await expect(store.read(versioned)).rejects.toMatchObject(notFound);
    await expect(store.read(reference)).rejects.toBeInstanceOf(ObjectNotFound);
  });

  it.each([
    [404, 'NoSuchBucket'],
    [403, 'AccessDenied'],
    [403, 'SignatureDoesNotMatch'],
    [403, 'RequestTimeTooSkewed'],
    [400, 'ExpiredToken'],
    [503, 'SlowDown'],
    [500, 'InternalError'],
  ])('throws the error of S3 unchanged when it answers %i %s to a read', async (status, code) => {
    const store = await storeOn(fault(status, code));
    await expect(store.read(reference)).rejects.toMatchObject({ name: code });
  });

  it('fails the stream of a read when the bytes do not match the checksum', async () => {
    const store = await storeOn({ body: 'hellO', headers: { 'x-amz-checksum-crc32': base64Crc('hello') } });
    const { stream } = await store.read(reference);
    await expect(text(stream)).rejects.toThrow(/checksum/i);
  });

  it('fails the stream of a read when the connection breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('hel');
        throw new Error('torn');
      })(),
    );
    const store = await storeOn({ body: broken, headers: { 'content-length': '5' } });
    const { stream } = await store.read(reference);
    await expect(text(stream)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('frees the connection when the stream of a read is destroyed early', async () => {
    const endless = (): Readable =>
      Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(64 * 1024);
        })(),
      );
    const store = await storeOn(() => ({
      body: endless(),
      headers: { 'content-length': String(2 ** 40), 'x-amz-checksum-crc32': 'AAAAAA==' },
    }));
    const { stream } = await store.read(reference);
    for await (const chunk of stream) if (chunk) break;
    stream.destroy();
    await stub.closed[0];
    expect(stream.destroyed).toBe(true);
  });
});

describe('writing an object', () => {
  it('sends the CRC32 of the body, and no SHA-256 of it in the signature', async () => {
    const store = await storeOn({ headers: { etag: '"e"' } });
    await store.put('work', 'k', Buffer.from('hello'), json);
    expect(stub.requests[0]!.headers).toMatchObject({
      'x-amz-checksum-crc32': base64Crc('hello'),
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    });
  });

  it('returns the reference of a written object, its ETag without quotes', async () => {
    const store = await storeOn({ headers: { etag: '"e1"' } });
    expect(await store.put('work', 'a/b', 'ü', json)).toEqual({
      bucket: 'work',
      key: 'a/b',
      versionId: null,
      etag: 'e1',
      bytes: 2,
    });
    expect(stub.requests).toMatchObject([
      {
        method: 'PUT',
        path: '/work/a/b',
        body: 'ü',
        headers: { 'content-type': 'application/json', 'x-amz-checksum-crc32': base64Crc('ü') },
      },
    ]);
  });

  it('returns the version of a written object in a bucket with versioning', async () => {
    const store = await storeOn({ headers: { etag: '"e1"', 'x-amz-version-id': 'v1' } });
    expect(await store.put('work', 'k', Buffer.from('abc'), json)).toMatchObject({ versionId: 'v1', bytes: 3 });
  });

  it('writes with If-None-Match, and returns null where the object exists', async () => {
    const store = await storeOn((_, nth) =>
      nth === 1 ? { headers: { etag: '"e1"' } } : fault(412, 'PreconditionFailed'),
    );
    expect(await store.putIfAbsent('work', 'k', 'x', json)).toMatchObject({ etag: 'e1' });
    expect(await store.putIfAbsent('work', 'k', 'x', json)).toBeNull();
    expect(stub.requests.map(({ headers }) => headers['if-none-match'])).toEqual(['*', '*']);
  });

  it.each([
    [412, 'PreconditionFailed'],
    [404, 'NoSuchKey'],
  ])('replaces with If-Match, and returns null when S3 answers %i %s', async (status, code) => {
    const store = await storeOn((_, nth) => (nth === 1 ? { headers: { etag: '"e2"' } } : fault(status, code)));
    expect(await store.replaceIfMatch('work', 'k', 'x', 'e1', json)).toMatchObject({ etag: 'e2' });
    expect(await store.replaceIfMatch('work', 'k', 'x', 'e1', json)).toBeNull();
    expect(stub.requests.map(({ headers }) => headers['if-match'])).toEqual(['"e1"', '"e1"']);
  });

  it('repeats a conditional write after a conflict, at most five times', async () => {
    const conflict = fault(409, 'ConditionalRequestConflict');
    const once = await storeOn((_, nth) => (nth < 3 ? conflict : { headers: { etag: '"e"' } }));
    expect(await once.putIfAbsent('work', 'k', 'x', json)).toMatchObject({ etag: 'e' });
    expect(stub.requests).toHaveLength(3);
    await stub.close();
    const never = await storeOn(conflict);
    await expect(never.putIfAbsent('work', 'k', 'x', json)).rejects.toMatchObject({
      name: 'ConditionalRequestConflict',
    });
    expect(stub.requests).toHaveLength(5);
  });

  it('throws where the bucket of a conditional write does not exist', async () => {
    const store = await storeOn(fault(404, 'NoSuchBucket'));
    await expect(store.putIfAbsent('work', 'k', 'x', json)).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(store.replaceIfMatch('work', 'k', 'x', 'e', json)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

describe('getting the current object', () => {
  it('returns the body of the current object with its reference', async () => {
    const store = await storeOn({ body: 'hello', headers: { etag: '"e"' } });
    const found = await store.get('work', 'k');
    expect(found!.body.toString()).toBe('hello');
    expect(found!.object).toEqual({ bucket: 'work', key: 'k', versionId: null, etag: 'e', bytes: 5 });
  });

  it('returns null where there is no current object, and throws where access is denied', async () => {
    const store = await storeOn(({ path }) =>
      path.endsWith('/none') ? fault(404, 'NoSuchKey') : fault(403, 'AccessDenied'),
    );
    expect(await store.get('work', 'none')).toBeNull();
    await expect(store.get('work', 'secret')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('deleting an object', () => {
  it('deletes the current object, or does nothing where there is none', async () => {
    const store = await storeOn({ status: 204 });
    await store.delete('work', 'open/a');
    expect(stub.requests).toMatchObject([{ method: 'DELETE', path: '/work/open/a' }]);
    expect(stub.requests[0]!.query).not.toHaveProperty('versionId');
  });

  it('throws where deleting is denied', async () => {
    const store = await storeOn(fault(403, 'AccessDenied'));
    await expect(store.delete('work', 'k')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('listing objects', () => {
  it('lists the objects of all pages', async () => {
    const page = (key: string, next = ''): Answer => ({
      body:
        `<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>` +
        `<Contents><Key>${key}</Key><ETag>&quot;e-${key}&quot;</ETag><Size>7</Size></Contents>` +
        `${next && `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`,
    });
    const store = await storeOn(({ query }) =>
      query['continuation-token'] === 'more' ? page('b') : page('a', 'more'),
    );
    expect(await all(store.list('work', 'files/'))).toEqual([
      { key: 'a', etag: 'e-a', bytes: 7 },
      { key: 'b', etag: 'e-b', bytes: 7 },
    ]);
    expect(stub.requests.map(({ query }) => query.prefix)).toEqual(['files/', 'files/']);
  });

  it('lists nothing in an empty bucket', async () => {
    const store = await storeOn({ body: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' });
    expect(await all(store.list('work', 'files/'))).toEqual([]);
  });
});

describe('listing the versions of an object', () => {
  const version = (key: string, id: string): string =>
    `<Version><Key>${key}</Key><VersionId>${id}</VersionId><ETag>&quot;e-${id}&quot;</ETag></Version>`;
  const page = (versions: string, next = ''): Answer => ({
    body: `<ListVersionsResult><IsTruncated>${next !== ''}</IsTruncated>${versions}${next}</ListVersionsResult>`,
  });
  const next = (key: string): string =>
    `<NextKeyMarker>${key}</NextKeyMarker><NextVersionIdMarker>more</NextVersionIdMarker>`;

  it('lists the versions of all pages, without delete markers and other keys that begin so', async () => {
    const marker = '<DeleteMarker><Key>a.csv</Key><VersionId>v4</VersionId></DeleteMarker>';
    const store = await storeOn(({ query }) =>
      query['version-id-marker'] === 'more'
        ? page(version('a.csv', 'v1') + version('a.csv.gz', 'v9'), next('a.csv.gz'))
        : page(marker + version('a.csv', 'v3') + version('a.csv', 'v2'), next('a.csv')),
    );
    expect(await all(store.versions('landing', 'a.csv'))).toEqual([
      { versionId: 'v3', etag: 'e-v3' },
      { versionId: 'v2', etag: 'e-v2' },
      { versionId: 'v1', etag: 'e-v1' },
    ]);
    expect(stub.requests.map(({ query }) => [query.prefix, query['key-marker']])).toEqual([
      ['a.csv', undefined],
      ['a.csv', 'a.csv'],
    ]);
  });

  it('gives no id where the bucket has no versioning', async () => {
    const store = await storeOn(page(version('a.csv', 'null')));
    expect(await all(store.versions('landing', 'a.csv'))).toEqual([{ versionId: null, etag: 'e-null' }]);
  });
});

describe('uploading a stream', () => {
  const MIB = 1024 * 1024;
  const chunks = (count: number): Buffer[] => Array.from({ length: count }, () => Buffer.alloc(MIB, 'x'));
  const multipart = ({ method, query }: Request): Answer => {
    if (method === 'POST' && 'uploads' in query)
      return { body: '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>' };
    if (method === 'POST')
      return {
        headers: { 'x-amz-version-id': 'v' },
        body: '<CompleteMultipartUploadResult><ETag>&quot;whole-2&quot;</ETag></CompleteMultipartUploadResult>',
      };
    return { status: method === 'DELETE' ? 204 : 200, headers: { etag: '"part"' } };
  };
  const steps = (): string[] => stub.requests.map(({ method, query }) => `${method}${query.partNumber ?? ''}`).sort();

  it('uploads a short stream with one request', async () => {
    const store = await storeOn({ headers: { etag: '"e"' } });
    expect(await store.upload('work', 'k', Readable.from([Buffer.from('ab'), Buffer.from('c')]), json)).toEqual({
      bucket: 'work',
      key: 'k',
      versionId: null,
      etag: 'e',
      bytes: 3,
    });
    expect(stub.requests).toMatchObject([
      { method: 'PUT', body: 'abc', headers: { 'content-type': 'application/json' } },
    ]);
  });

  it('uploads a long stream in parts, and returns its length', async () => {
    const store = await storeOn(multipart);
    const stored = await store.upload('work', 'k', Readable.from(chunks(8), { objectMode: false }), json);
    expect(stored).toEqual({ bucket: 'work', key: 'k', versionId: 'v', etag: 'whole-2', bytes: 8 * MIB });
    expect(steps()).toEqual(['POST', 'POST', 'PUT1', 'PUT2']);
  });

  it('aborts the multipart upload when a long stream fails', async () => {
    const store = await storeOn(multipart);
    const torn = Readable.from(
      (function* () {
        yield* chunks(8);
        throw new Error('the source is torn');
      })(),
      { objectMode: false },
    );
    await expect(store.upload('work', 'k', torn, json)).rejects.toThrow('the source is torn');
    expect(stub.requests.some(({ method, query }) => method === 'POST' && 'uploadId' in query)).toBe(false);
    expect(steps()).toContain('DELETE');
  });

  it('stores nothing when a short stream fails', async () => {
    const store = await storeOn(multipart);
    const torn = Readable.from(
      (function* () {
        yield Buffer.from('half');
        throw new Error('the source is torn');
      })(),
    );
    await expect(store.upload('work', 'k', torn, json)).rejects.toThrow('the source is torn');
    expect(stub.requests).toEqual([]);
  });
});
