import type { Readable } from 'node:stream';
import type { StoredObject } from '@customer-files/events';

export interface PutOptions {
  contentType: string;
}

/** An object as a listing shows it. */
export interface Listed {
  key: string;
  etag: string;
  bytes: number;
}

/** Objects, read by their pins and written whole or not at all. */
export interface ObjectStore {
  /** Streams exactly the object that was meant: its version, else its ETag. Throws `ObjectGone`. */
  read(pin: StoredObject): Promise<{ stream: Readable; bytes: number }>;
  /** The same in one piece; for objects that are known to be small. Throws `ObjectGone`. */
  readAll(pin: StoredObject): Promise<Buffer>;
  put(bucket: string, key: string, body: Buffer | string, options: PutOptions): Promise<StoredObject>;
  /** Null where there already is one. Of any number at once, one wins. */
  putIfAbsent(bucket: string, key: string, body: Buffer | string, options: PutOptions): Promise<StoredObject | null>;
  /** Null where the object's ETag is another by now. */
  replaceIfMatch(bucket: string, key: string, body: Buffer | string, etag: string, options: PutOptions): Promise<StoredObject | null>;
  /** The current object, or null. */
  get(bucket: string, key: string): Promise<{ body: Buffer; object: StoredObject } | null>;
  list(bucket: string, prefix: string): AsyncIterable<Listed>;
  /** Streams an object of unknown length in parts. Nothing is stored where the stream fails. */
  upload(bucket: string, key: string, stream: Readable, options: PutOptions): Promise<StoredObject>;
}
