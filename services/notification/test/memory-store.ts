import { createHash } from 'node:crypto';
import type { StoredObject } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';

/** An object store in memory whose conditional writes are those of S3. What notification does not use is not there. */
export function memoryStore(): Pick<ObjectStore, 'put' | 'putIfAbsent' | 'replaceIfMatch' | 'get' | 'list' | 'delete'> & { objects: Map<string, Buffer> } {
  const objects = new Map<string, Buffer>();
  const etagOf = (body: Buffer): string => createHash('md5').update(body).digest('hex');
  const stored = (bucket: string, key: string, body: Buffer): StoredObject => ({ bucket, key, versionId: null, etag: etagOf(body), bytes: body.length });
  // Every call gives way once, so that calls of several invocations interleave.
  const put = async (bucket: string, key: string, body: Buffer | string): Promise<StoredObject> => {
    await Promise.resolve();
    objects.set(key, Buffer.from(body as string));
    return stored(bucket, key, objects.get(key)!);
  };
  return {
    objects,
    put,
    async putIfAbsent(bucket, key, body) {
      await Promise.resolve();
      if (objects.has(key)) return null;
      objects.set(key, Buffer.from(body as string));
      return stored(bucket, key, objects.get(key)!);
    },
    async replaceIfMatch(bucket, key, body, etag) {
      await Promise.resolve();
      if (!objects.has(key) || etagOf(objects.get(key)!) !== etag) return null;
      objects.set(key, Buffer.from(body as string));
      return stored(bucket, key, objects.get(key)!);
    },
    async get(bucket, key) {
      await Promise.resolve();
      const body = objects.get(key);
      return body ? { body, object: stored(bucket, key, body) } : null;
    },
    async delete(_bucket, key) {
      await Promise.resolve();
      objects.delete(key);
    },
    async *list(_bucket, prefix) {
      for (const key of [...objects.keys()].sort()) if (key.startsWith(prefix)) yield { key, etag: etagOf(objects.get(key)!), bytes: 0 };
    },
  };
}
