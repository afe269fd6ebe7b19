import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '../src';
import { Objects } from './objects';

/** An object store in memory. Every call gives way once, so that calls of several invocations interleave. */
export function memoryStore(objects = new Objects([])): ObjectStore {
  const gaveWay = Promise.resolve();
  return {
    read: (pin) =>
      gaveWay
        .then(() => objects.pinned(pin))
        .then((body) => ({ stream: Readable.from([body], { objectMode: false }), bytes: body.length })),
    put: (bucket, key, body) => gaveWay.then(() => objects.put(bucket, key, body)),
    putIfAbsent: (bucket, key, body) => gaveWay.then(() => objects.putIfAbsent(bucket, key, body)),
    replaceIfMatch: (bucket, key, body, etag) => gaveWay.then(() => objects.replaceIfMatch(bucket, key, body, etag)),
    get: (bucket, key) => gaveWay.then(() => objects.get(bucket, key)),
    delete: (bucket, key) => gaveWay.then(() => objects.forget(bucket, key)),
    async *list(bucket, prefix) {
      await gaveWay;
      yield* objects.list(bucket, prefix);
    },
    upload: (bucket, key, stream) => buffer(stream).then((body) => objects.put(bucket, key, body)),
  };
}
