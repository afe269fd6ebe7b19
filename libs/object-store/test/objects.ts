import { createHash } from 'node:crypto';
import type { StoredObject } from '@customer-files/events';
import { ObjectNotFound } from '../src';

interface Version {
  object: StoredObject;
  body: Buffer;
}

const etagOf = (body: Buffer): string => createHash('md5').update(body).digest('hex');

/** S3 in memory, with versioning and conditional writes. Each call is complete when it returns. */
export class Objects {
  private readonly current = new Map<string, Version>();
  private readonly versions = new Map<string, Version>();
  private written = 0;

  /** @param versioned buckets with versioning */
  constructor(private readonly versioned: readonly string[]) {}

  put(bucket: string, key: string, content: Buffer | string): StoredObject {
    // A copy: parts are written into buffers that are reused.
    const body = Buffer.from(content as Buffer);
    const versionId = this.versioned.includes(bucket) ? `v${++this.written}` : null;
    const version = { object: { bucket, key, versionId, etag: etagOf(body), bytes: body.length }, body };
    this.current.set(`${bucket}/${key}`, version);
    if (versionId) this.versions.set(`${bucket}/${key}/${versionId}`, version);
    return version.object;
  }

  putIfAbsent(bucket: string, key: string, body: Buffer | string): StoredObject | null {
    return this.current.has(`${bucket}/${key}`) ? null : this.put(bucket, key, body);
  }

  replaceIfMatch(bucket: string, key: string, body: Buffer | string, etag: string): StoredObject | null {
    return this.current.get(`${bucket}/${key}`)?.object.etag === etag ? this.put(bucket, key, body) : null;
  }

  get(bucket: string, key: string): Version | null {
    return this.current.get(`${bucket}/${key}`) ?? null;
  }

  /** The body of exactly the referenced version. @throws {ObjectNotFound} */
  read({ bucket, key, versionId, etag }: StoredObject): Buffer {
    const found = versionId ? this.versions.get(`${bucket}/${key}/${versionId}`) : this.get(bucket, key);
    if (!found || (!versionId && found.object.etag !== etag)) throw new ObjectNotFound(bucket, key);
    return found.body;
  }

  list(bucket: string, prefix: string): { key: string; etag: string; bytes: number }[] {
    const found = [...this.current.values()]
      .map(({ object }) => object)
      .filter((object) => object.bucket === bucket && object.key.startsWith(prefix));
    return found.map(({ key, etag, bytes }) => ({ key, etag, bytes })).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** All versions of a key, the newest first. */
  versionsOf(bucket: string, key: string): { versionId: string | null; etag: string }[] {
    const kept = [...this.versions.values()].map(({ object }) => object).reverse();
    const current = this.get(bucket, key)?.object;
    const found = kept.filter((object) => object.bucket === bucket && object.key === key);
    const all = found.length === 0 && current ? [current] : found;
    return all.map(({ versionId, etag }) => ({ versionId, etag }));
  }

  /** Deletes the current object, as the store's `delete` does. */
  forget(bucket: string, key: string): void {
    this.current.delete(`${bucket}/${key}`);
  }

  /** Deletes an object permanently, including its version. */
  delete({ bucket, key, versionId }: StoredObject): void {
    if (versionId) this.versions.delete(`${bucket}/${key}/${versionId}`);
    if (this.get(bucket, key)?.object.versionId === versionId) this.current.delete(`${bucket}/${key}`);
  }

  /** Key and ETag of every object; equal for equal states. */
  snapshot(): string[] {
    return [...this.current].map(([name, { object }]) => `${name} ${object.etag}`).sort();
  }
}
