import { Readable } from 'node:stream';
import type { ObjectStore } from '@customer-files/object-store';
import type { Objects } from '@customer-files/object-store/test/objects';
import type { Invocation } from './invocation';

const CHUNK_BYTES = 64 * 1024;

const reset = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

/** The object store of one invocation: each call, and each chunk of a stream, is a step. */
export function steppedStore(objects: Objects, invocation: Invocation): ObjectStore {
  const step = <Result>(name: string, key: string, apply: () => Result): Promise<Result> =>
    invocation.step({ target: 's3', name: `${name} ${key}`, error: reset, apply });

  async function* chunks(body: Buffer, key: string): AsyncGenerator<Buffer> {
    for (let at = 0; at < body.length; at += CHUNK_BYTES)
      yield await step('read chunk', key, () => body.subarray(at, at + CHUNK_BYTES));
  }

  return {
    read: async (reference) => {
      const body = await step('read', reference.key, () => objects.read(reference));
      return { stream: Readable.from(chunks(body, reference.key), { objectMode: false }), bytes: body.length };
    },
    put: (bucket, key, body) => step('put', key, () => objects.put(bucket, key, body)),
    putIfAbsent: (bucket, key, body) => step('putIfAbsent', key, () => objects.putIfAbsent(bucket, key, body)),
    replaceIfMatch: (bucket, key, body, etag) =>
      step('replaceIfMatch', key, () => objects.replaceIfMatch(bucket, key, body, etag)),
    get: (bucket, key) => step('get', key, () => objects.get(bucket, key)),
    delete: (bucket, key) => step('delete', key, () => objects.forget(bucket, key)),
    async *list(bucket, prefix) {
      yield* await step('list', prefix, () => objects.list(bucket, prefix));
    },
    async *versions(bucket, key) {
      yield* await step('versions', key, () => objects.versionsOf(bucket, key));
    },
    upload: async (bucket, key, stream) => {
      const body: Buffer[] = [];
      for await (const chunk of stream) body.push(Buffer.from(chunk as Buffer));
      return step('upload', key, () => objects.put(bucket, key, Buffer.concat(body)));
    },
  };
}
