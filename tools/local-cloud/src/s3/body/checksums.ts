import { createHash } from 'node:crypto';
import { Crc32, Crc32cJs, Crc64Nvme } from '@aws-sdk/checksums/crc';

/** The checksum algorithms of S3, as in the names of its headers. */
export const CHECKSUM_ALGORITHMS = ['crc32', 'crc32c', 'sha1', 'sha256', 'crc64nvme'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** A running checksum. `digest` returns its bytes, most significant first. */
export interface Digest {
  update: (bytes: Uint8Array) => void;
  digest: () => Promise<Uint8Array>;
}

function startHash(name: 'sha1' | 'sha256' | 'md5'): Digest {
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: async () => hash.digest() };
}

/** Starts a running checksum: the CRCs by the SDK's own package, whose CRC32 is native; the hashes by Node.js. */
export function startDigest(algorithm: ChecksumAlgorithm | 'md5'): Digest {
  switch (algorithm) {
    case 'crc32':
      return new Crc32();
    case 'crc32c':
      return new Crc32cJs();
    case 'crc64nvme':
      return new Crc64Nvme();
    default:
      return startHash(algorithm);
  }
}

/** Completes a checksum as S3 headers contain it: base64. */
export const base64Of = async (digest: Digest): Promise<string> =>
  Buffer.from(await digest.digest()).toString('base64');

/** Completes a checksum as ETags contain it: hexadecimal. */
export const hexOf = async (digest: Digest): Promise<string> => Buffer.from(await digest.digest()).toString('hex');

/** Returns the algorithm of a name in any case (`CRC32`, `x-amz-checksum-crc32`), or null. */
export function algorithmOf(name: string | undefined): ChecksumAlgorithm | null {
  const short = name
    ?.trim()
    .toLowerCase()
    .replace(/^x-amz-checksum-/, '');
  return CHECKSUM_ALGORITHMS.find((one) => one === short) ?? null;
}
