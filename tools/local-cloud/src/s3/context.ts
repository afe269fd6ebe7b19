import type { Store } from './storage/store';

/** An object that came into being, as the Object Created event tells it. */
export interface ObjectCreated {
  bucket: string;
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** null in a bucket without versioning. */
  versionId: string | null;
  /** Hex, greater than that of every earlier change. */
  sequencer: string;
  reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';
  time: Date;
}

/** What the actions work with. */
export interface S3Context {
  store: Store;
  region: string;
  onCreated: (created: ObjectCreated) => void | Promise<void>;
  onError: (error: unknown) => void;
}
