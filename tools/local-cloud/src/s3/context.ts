import type { Authorize } from '../iam/authorizer';
import type { Store } from './storage/store';

/** An object that S3 has stored: the facts of its "Object Created" event. */
export interface ObjectCreated {
  bucket: string;
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** Null in a bucket without versioning. */
  versionId: string | null;
  /** Hexadecimal; greater than the sequencer of every earlier write. */
  sequencer: string;
  reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';
  time: Date;
}

/** What the actions work with. */
export interface S3Context {
  store: Store;
  authorize: Authorize;
  onCreated: (created: ObjectCreated) => void | Promise<void>;
  onError: (error: unknown) => void;
}
