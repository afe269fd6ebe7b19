import type { ChecksumAlgorithm } from '../body/checksums';

/** A checksum as S3 tells it: base64, with `-N` behind when composite of N parts. */
export interface StoredChecksum {
  algorithm: ChecksumAlgorithm;
  value: string;
  type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** One version of an object, or a delete marker (then `file` is null). */
export interface Version {
  /** null in a bucket without versioning. */
  versionId: string | null;
  /** Name of the data file in the key's folder. */
  file: string | null;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** ISO time. */
  lastModified: string;
  sequencer: string;
  /** Lower-case headers that a read gives back: content-type, x-amz-meta-* and so on. */
  headers: Record<string, string>;
  checksum: StoredChecksum | null;
}

/** Everything known of one key; the newest version comes first and there is at least one. */
export interface KeyRecord {
  key: string;
  versions: Version[];
}

/** Settings of a bucket. */
export interface BucketRecord {
  name: string;
  versioned: boolean;
  eventsEnabled: boolean;
  /** ISO time. */
  created: string;
}

/** A multipart upload that is under way. */
export interface UploadRecord {
  uploadId: string;
  bucket: string;
  key: string;
  headers: Record<string, string>;
  checksumAlgorithm: ChecksumAlgorithm | null;
  checksumType: StoredChecksum['type'];
}

/** One uploaded part. */
export interface PartRecord {
  partNumber: number;
  file: string;
  /** Bytes. */
  size: number;
  /** Hex md5. */
  etag: string;
  checksum: StoredChecksum | null;
}
