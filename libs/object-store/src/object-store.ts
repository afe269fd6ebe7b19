import type { Readable } from 'node:stream';
import type { StoredObject } from '@customer-files/events';

/** Metadata that an object is written with. */
export interface PutOptions {
  contentType: string;
}

/** An object in a listing. */
export interface Listed {
  key: string;
  /** Without quotes, as in {@link StoredObject}. */
  etag: string;
  bytes: number;
}

/** A version of an object. */
export interface ListedVersion {
  /** Null in a bucket without versioning. */
  versionId: string | null;
  /** Without quotes, as in {@link StoredObject}. */
  etag: string;
}

/**
 * Objects in S3. A read returns exactly the referenced version, and a write stores the whole object or nothing. Errors
 * of S3 that no method names are thrown unchanged.
 */
export interface ObjectStore {
  /**
   * Streams the object that the reference names: its version, else its current content if that has the referenced ETag.
   * The stream fails if the connection breaks off or the checksum of the content does not match. Destroying it early
   * frees the connection.
   *
   * @returns the stream, and its length in bytes
   * @throws {ObjectNotFound} where the object was deleted or replaced
   */
  read(reference: StoredObject): Promise<{ stream: Readable; bytes: number }>;
  put(bucket: string, key: string, body: Buffer | string, options: PutOptions): Promise<StoredObject>;
  /**
   * Writes only where the key holds no object (`If-None-Match: *`); of concurrent writers exactly one succeeds.
   *
   * @returns null where an object exists
   */
  putIfAbsent(bucket: string, key: string, body: Buffer | string, options: PutOptions): Promise<StoredObject | null>;
  /**
   * Replaces the object only while it has this ETag (`If-Match`).
   *
   * @returns null where the ETag differs or the object does not exist
   */
  replaceIfMatch(
    bucket: string,
    key: string,
    body: Buffer | string,
    etag: string,
    options: PutOptions,
  ): Promise<StoredObject | null>;
  /** The current object, or null where there is none. */
  get(bucket: string, key: string): Promise<{ body: Buffer; object: StoredObject } | null>;
  /** Deletes the object; a no-op if it does not exist. */
  delete(bucket: string, key: string): Promise<void>;
  /** All objects whose key begins with the prefix, in the order of their keys. */
  list(bucket: string, prefix: string): AsyncIterable<Listed>;
  /** All versions of one key that are left, the newest first; delete markers are none. */
  versions(bucket: string, key: string): AsyncIterable<ListedVersion>;
  /** Uploads a stream of unknown length in parts (multipart upload). Stores nothing if the stream fails. */
  upload(bucket: string, key: string, stream: Readable, options: PutOptions): Promise<StoredObject>;
}
