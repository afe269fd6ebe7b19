import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '../src';
import { Objects } from './objects';

/** An object store in memory. Every call yields once, so that calls of concurrent invocations interleave. */
export function memoryStore(objects = new Objects([])): ObjectStore {
  const yielded = Promise.resolve();
  return {
    read: (reference) =>
      yielded
        .then(() => objects.read(reference))
        .then((body) => ({ stream: Readable.from([body], { objectMode: false }), bytes: body.length })),
    put: (bucket, key, body) => yielded.then(() => objects.put(bucket, key, body)),
    putIfAbsent: (bucket, key, body) => yielded.then(() => objects.putIfAbsent(bucket, key, body)),
    replaceIfMatch: (bucket, key, body, etag) => yielded.then(() => objects.replaceIfMatch(bucket, key, body, etag)),
    get: (bucket, key) => yielded.then(() => objects.get(bucket, key)),
    delete: (bucket, key) => yielded.then(() => objects.forget(bucket, key)),
    async *list(bucket, prefix) {
      await yielded;
      yield* objects.list(bucket, prefix);
    },
    async *versions(bucket, key) {
      await yielded;
      yield* objects.versionsOf(bucket, key);
    },
    upload: (bucket, key, stream) => buffer(stream).then((body) => objects.put(bucket, key, body)),
  };
}
