import type { Readable } from 'node:stream';
import type { StoredObject } from '@customer-files/events';

/** What is said of an object when it is written. */
export interface PutOptions {
  contentType: string;
}

/** An object as a listing shows it. */
export interface Listed {
  key: string;
  /** Without quotes, as in {@link StoredObject}. */
  etag: string;
  bytes: number;
}

/** Objects, read by their pins and written whole or not at all. Whatever else goes wrong is thrown as the store says it. */
export interface ObjectStore {
  /**
   * Streams exactly the object that was meant: its version, else its ETag. Throws `ObjectNotFound`. The stream fails where it
   * breaks off or does not have the checksum it was stored with; destroyed early, it gives its connection back.
   *
   * @returns the stream, and its length in bytes
   */
  read(pin: StoredObject): Promise<{ stream: Readable; bytes: number }>;
  put(bucket: string, key: string, body: Buffer | string, options: PutOptions): Promise<StoredObject>;
  /** Null where there already is one. Of any number at once, one wins. */
  putIfAbsent(bucket: string, key: string, body: Buffer | string, options: PutOptions): Promise<StoredObject | null>;
  /** Null where the object's ETag is another by now, or the object is gone. */
  replaceIfMatch(
    bucket: string,
    key: string,
    body: Buffer | string,
    etag: string,
    options: PutOptions,
  ): Promise<StoredObject | null>;
  /** The current object, or null. */
  get(bucket: string, key: string): Promise<{ body: Buffer; object: StoredObject } | null>;
  /** Takes the current object away; where there is none, that is well too. */
  delete(bucket: string, key: string): Promise<void>;
  /** All objects whose key begins with the prefix, in the order of their keys. */
  list(bucket: string, prefix: string): AsyncIterable<Listed>;
  /** Streams an object of unknown length in parts. Nothing is stored where the stream fails. */
  upload(bucket: string, key: string, stream: Readable, options: PutOptions): Promise<StoredObject>;
}
