import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import type { StoredObject } from '@customer-files/events';
import { ObjectNotFound, objectStore } from '../src';
import { type Answer, fault, type Request, s3Stub } from './s3-stub';

const pin: StoredObject = { bucket: 'landing', key: 'incoming/a+b%2B ü.csv', versionId: null, etag: 'abc', bytes: 5 };
const versioned = { ...pin, versionId: 'v7' };
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

/** A store on an S3 that answers so. */
async function storeOn(answer: Answer | ((request: Request, nth: number) => Answer)) {
  stub = await s3Stub(typeof answer === 'function' ? answer : () => answer);
  return objectStore(stub.client);
}

afterEach(() => stub.close());

describe('reading by a pin', () => {
  it('asks for the version where there is one', async () => {
    const store = await storeOn({ body: 'hello' });
    const { stream, bytes } = await store.read(versioned);
    expect(bytes).toBe(5);
    expect(await text(stream)).toBe('hello');
    expect(stub.requests).toMatchObject([{ method: 'GET', query: { versionId: 'v7' } }]);
    expect(stub.requests[0]!.headers['if-match']).toBeUndefined();
  });

  it('asks for the ETag, in quotes, where there is no version', async () => {
    const store = await storeOn({ body: 'hello' });
    expect(await text((await store.read(pin)).stream)).toBe('hello');
    expect(stub.requests[0]!.headers['if-match']).toBe('"abc"');
    expect(stub.requests[0]!.query).not.toHaveProperty('versionId');
  });

  it('takes the key as it is', async () => {
    const store = await storeOn({ body: 'hello' });
    (await store.read(pin)).stream.destroy();
    expect(decodeURIComponent(stub.requests[0]!.path)).toBe('/landing/incoming/a+b%2B ü.csv');
  });

  it.each([
    [404, 'NoSuchKey'],
    [404, 'NoSuchVersion'],
    [412, 'PreconditionFailed'],
    [405, 'MethodNotAllowed'],
  ])('finds it gone where S3 answers %i %s', async (status, code) => {
    const store = await storeOn(fault(status, code));
    const gone = { name: 'ObjectNotFound', code: 'OBJECT_NOT_FOUND', bucket: 'landing', key: pin.key };
    await expect(store.read(pin)).rejects.toMatchObject(gone);
    await expect(store.read(versioned)).rejects.toMatchObject(gone);
    await expect(store.read(pin)).rejects.toBeInstanceOf(ObjectNotFound);
  });

  it.each([
    [404, 'NoSuchBucket'],
    [403, 'AccessDenied'],
    [403, 'SignatureDoesNotMatch'],
    [403, 'RequestTimeTooSkewed'],
    [400, 'ExpiredToken'],
    [503, 'SlowDown'],
    [500, 'InternalError'],
  ])('does not take %i %s for a missing object', async (status, code) => {
    const store = await storeOn(fault(status, code));
    await expect(store.read(pin)).rejects.toMatchObject({ name: code });
  });

  it('fails where the bytes are not those of the checksum', async () => {
    const store = await storeOn({ body: 'hellO', headers: { 'x-amz-checksum-crc32': base64Crc('hello') } });
    const { stream } = await store.read(pin);
    await expect(text(stream)).rejects.toThrow(/checksum/i);
  });

  it('fails where the stream breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('hel');
        throw new Error('torn');
      })(),
    );
    const store = await storeOn({ body: broken, headers: { 'content-length': '5' } });
    const { stream } = await store.read(pin);
    await expect(text(stream)).rejects.toThrow();
  });

  it('gives the connection back where only the head was wanted', async () => {
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
    const { stream } = await store.read(pin);
    for await (const chunk of stream) if (chunk) break;
    stream.destroy();
    await stub.closed[0];
    expect(stream.destroyed).toBe(true);
  });
});

describe('writing', () => {
  it('sends the checksum of the body, and no second one in the signature', async () => {
    const store = await storeOn({ headers: { etag: '"e"' } });
    await store.put('work', 'k', Buffer.from('hello'), json);
    expect(stub.requests[0]!.headers).toMatchObject({
      'x-amz-checksum-crc32': base64Crc('hello'),
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    });
  });

  it('tells what was stored, the ETag without quotes, with the checksum of what was sent', async () => {
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

  it('tells the version where the bucket has versions', async () => {
    const store = await storeOn({ headers: { etag: '"e1"', 'x-amz-version-id': 'v1' } });
    expect(await store.put('work', 'k', Buffer.from('abc'), json)).toMatchObject({ versionId: 'v1', bytes: 3 });
  });

  it('once: says so where there already is one', async () => {
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
  ])('over what was read: says so where that is another by now (%i)', async (status, code) => {
    const store = await storeOn((_, nth) => (nth === 1 ? { headers: { etag: '"e2"' } } : fault(status, code)));
    expect(await store.replaceIfMatch('work', 'k', 'x', 'e1', json)).toMatchObject({ etag: 'e2' });
    expect(await store.replaceIfMatch('work', 'k', 'x', 'e1', json)).toBeNull();
    expect(stub.requests.map(({ headers }) => headers['if-match'])).toEqual(['"e1"', '"e1"']);
  });

  it('is attempted again after a race, and not for ever', async () => {
    const races = fault(409, 'ConditionalRequestConflict');
    const once = await storeOn((_, nth) => (nth < 3 ? races : { headers: { etag: '"e"' } }));
    expect(await once.putIfAbsent('work', 'k', 'x', json)).toMatchObject({ etag: 'e' });
    expect(stub.requests).toHaveLength(3);
    await stub.close();
    const never = await storeOn(races);
    await expect(never.putIfAbsent('work', 'k', 'x', json)).rejects.toMatchObject({
      name: 'ConditionalRequestConflict',
    });
    expect(stub.requests).toHaveLength(5);
  });

  it('into a bucket that is not there is an error, under every condition', async () => {
    const store = await storeOn(fault(404, 'NoSuchBucket'));
    await expect(store.putIfAbsent('work', 'k', 'x', json)).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(store.replaceIfMatch('work', 'k', 'x', 'e', json)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

describe('getting the current object', () => {
  it('brings it with its pin', async () => {
    const store = await storeOn({ body: 'hello', headers: { etag: '"e"' } });
    const found = await store.get('work', 'k');
    expect(found!.body.toString()).toBe('hello');
    expect(found!.object).toEqual({ bucket: 'work', key: 'k', versionId: null, etag: 'e', bytes: 5 });
  });

  it('is null where there is none, and an error where that cannot be told', async () => {
    const store = await storeOn(({ path }) =>
      path.endsWith('/none') ? fault(404, 'NoSuchKey') : fault(403, 'AccessDenied'),
    );
    expect(await store.get('work', 'none')).toBeNull();
    await expect(store.get('work', 'secret')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('deleting', () => {
  it('takes the current object away, and does not mind where there is none', async () => {
    const store = await storeOn({ status: 204 });
    await store.delete('work', 'open/a');
    expect(stub.requests).toMatchObject([{ method: 'DELETE', path: '/work/open/a' }]);
    expect(stub.requests[0]!.query).not.toHaveProperty('versionId');
  });

  it('is an error where it may not be', async () => {
    const store = await storeOn(fault(403, 'AccessDenied'));
    await expect(store.delete('work', 'k')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('listing', () => {
  it('goes through all pages', async () => {
    const page = (key: string, next = ''): Answer => ({
      body:
        `<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated><Contents><Key>${key}</Key><ETag>&quot;e-${key}&quot;</ETag><Size>7</Size></Contents>` +
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

  it('finds nothing in nothing', async () => {
    const store = await storeOn({ body: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' });
    expect(await all(store.list('work', 'files/'))).toEqual([]);
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

  it('stores a short one at once', async () => {
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

  it('stores a long one in parts, and knows its length', async () => {
    const store = await storeOn(multipart);
    const stored = await store.upload('work', 'k', Readable.from(chunks(8), { objectMode: false }), json);
    expect(stored).toEqual({ bucket: 'work', key: 'k', versionId: 'v', etag: 'whole-2', bytes: 8 * MIB });
    expect(steps()).toEqual(['POST', 'POST', 'PUT1', 'PUT2']);
  });

  it('stores nothing where the stream fails, and takes away what was on its way', async () => {
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

  it('stores nothing where a short stream fails', async () => {
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
