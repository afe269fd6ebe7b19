import type { ChecksumAlgorithm } from '../body/checksums';

/** A checksum as S3 answers it: base64, followed by `-N` if it is composite of N parts. */
export interface StoredChecksum {
  algorithm: ChecksumAlgorithm;
  value: string;
  type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** One version of an object, or a delete marker. */
export interface Version {
  /** Null in a bucket without versioning. */
  versionId: string | null;
  /** Name of the data file in the key's directory; null for a delete marker. */
  file: string | null;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** ISO time. */
  lastModified: string;
  sequencer: string;
  /** Headers, in lower case, that a read returns: content-type, x-amz-meta-* and so on. */
  headers: Record<string, string>;
  checksum: StoredChecksum | null;
}

/** The versions of a key, newest first; at least one. */
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

/** An open multipart upload. */
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
