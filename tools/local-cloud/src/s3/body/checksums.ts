import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c';
import { Crc64Nvme } from './crc64nvme';

/** The checksum algorithms of S3, as written in header names. */
export const checksumAlgorithms = ['crc32', 'crc32c', 'sha1', 'sha256', 'crc64nvme'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** A running checksum; `digest` gives its bytes. */
export interface Digest {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

function crc(step: (bytes: Uint8Array, before: number) => number): Digest {
  let value = 0;
  return {
    update: (bytes) => {
      value = step(bytes, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

function hash(name: 'sha1' | 'sha256' | 'md5'): Digest {
  const running = createHash(name);
  return { update: (bytes) => void running.update(bytes), digest: () => running.digest() };
}

/** Starts a running checksum. */
export function startDigest(algorithm: ChecksumAlgorithm | 'md5'): Digest {
  switch (algorithm) {
    case 'crc32':
      return crc((bytes, before) => crc32(bytes, before));
    case 'crc32c':
      return crc(crc32c);
    case 'crc64nvme':
      return new Crc64Nvme();
    default:
      return hash(algorithm);
  }
}

/** The algorithm of a name in any case (`CRC32`, `x-amz-checksum-crc32`), or null. */
export function algorithmOf(name: string | undefined): ChecksumAlgorithm | null {
  const short = name
    ?.trim()
    .toLowerCase()
    .replace(/^x-amz-checksum-/, '');
  return checksumAlgorithms.find((one) => one === short) ?? null;
}
