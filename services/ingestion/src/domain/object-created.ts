import { isLeftAlone } from '@customer-files/csv';
import type { StoredObject } from '@customer-files/events';

/**
 * The detail of an S3 "Object Created" event on EventBridge, as far as it is used. Keys in it are not URL-encoded:
 * never decode them.
 */
export interface ObjectCreated {
  bucket: { name: string };
  /** The operation that created the object: `PutObject`, `CopyObject` and others. */
  reason?: string;
  object: {
    key: string;
    /** Bytes as stored. */
    size: number;
    etag: string;
    /** Only where the bucket has versioning. */
    'version-id'?: string;
    /** Orders the events of one key; distinguishes uploads where the bucket has no versioning. */
    sequencer: string;
  };
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** The detail as an {@link ObjectCreated}, or null where it is not what S3 sends. */
export function objectCreatedOf(detail: Record<string, unknown>): ObjectCreated | null {
  const { bucket, object } = detail as {
    bucket?: Partial<ObjectCreated['bucket']> | null;
    object?: Partial<ObjectCreated['object']> | null;
  };
  const { key, size, etag, sequencer, 'version-id': version = sequencer } = object ?? {};
  const complete = [bucket?.name, key, etag, version].every(isText) && Number.isSafeInteger(size);
  return complete ? (detail as unknown as ObjectCreated) : null;
}

/** The reference to exactly the object version that the event names. */
export function referenceOf({
  bucket,
  object: { key, size, etag, 'version-id': versionId },
}: ObjectCreated): StoredObject {
  return { bucket: bucket.name, key, versionId: versionId ?? null, etag, bytes: size };
}

/** Whether somebody means an object as a customer file, so that it gets an ending that its owner hears of. */
export function isCustomerFile(key: string, incomingPrefix: string): boolean {
  return key.startsWith(incomingPrefix) && !isLeftAlone(key);
}
