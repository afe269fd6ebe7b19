import { base64Of, CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, type Digest, startDigest } from './body/checksums';
import { S3Error } from './errors';
import { header, type S3Request } from './request';
import type { PartRecord, StoredChecksum, UploadRecord } from './storage/records';

type ChecksumType = StoredChecksum['type'];

/** The checksum types that an algorithm can have in an upload; the first is the default. */
function typesOf(algorithm: ChecksumAlgorithm | null): readonly ChecksumType[] {
  if (algorithm === 'crc64nvme') return ['FULL_OBJECT'];
  // SHA-1 and SHA-256: S3 cannot compute the hash of an object from the hashes of its parts.
  return algorithm?.startsWith('crc') ? ['COMPOSITE', 'FULL_OBJECT'] : ['COMPOSITE'];
}

/**
 * Returns the checksum type of a new upload.
 *
 * @throws S3Error InvalidRequest if the algorithm does not support the requested type
 */
export function checksumTypeOf(request: S3Request, algorithm: ChecksumAlgorithm | null): ChecksumType {
  const types = typesOf(algorithm);
  const asked = header(request, 'x-amz-checksum-type')?.toUpperCase();
  if (asked === undefined) return types[0]!;
  if (!algorithm)
    throw new S3Error('InvalidRequest', {
      message: 'The checksum type can only be given together with the checksum algorithm.',
    });
  const type = types.find((one) => one === asked);
  if (type) return type;
  throw new S3Error('InvalidRequest', {
    message: `The ${asked} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
  });
}

/** Starts a digest of the whole object, or returns null if the upload has no checksum of the whole. */
export function wholeDigestOf({ checksumAlgorithm, checksumType }: UploadRecord): Digest | null {
  return checksumAlgorithm && checksumType === 'FULL_OBJECT' ? startDigest(checksumAlgorithm) : null;
}

/** Returns the checksum of the parts' checksums, or null if they do not all have one of the same algorithm. */
async function compositeOf(parts: readonly PartRecord[]): Promise<StoredChecksum | null> {
  const algorithm = parts[0]?.checksum?.algorithm;
  if (!algorithm || parts.some(({ checksum }) => checksum?.algorithm !== algorithm)) return null;
  const digest = startDigest(algorithm);
  for (const { checksum } of parts) digest.update(Buffer.from(checksum!.value, 'base64'));
  return { algorithm, value: `${await base64Of(digest)}-${parts.length}`, type: 'COMPOSITE' };
}

/**
 * Returns the checksum of a completed upload. @param whole the digest of {@link wholeDigestOf}, updated with the object
 */
export async function checksumOf(
  { checksumAlgorithm }: UploadRecord,
  parts: readonly PartRecord[],
  whole: Digest | null,
): Promise<StoredChecksum | null> {
  if (!checksumAlgorithm || !whole) return compositeOf(parts);
  return { algorithm: checksumAlgorithm, value: await base64Of(whole), type: 'FULL_OBJECT' };
}

/**
 * Verifies the checksum of the object in the headers of CompleteMultipartUpload, if there is one.
 *
 * @throws S3Error BadDigest, or InvalidRequest for another algorithm
 */
export function verifyObject(request: S3Request, checksum: StoredChecksum | null): void {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const announced = header(request, `x-amz-checksum-${algorithm}`);
    if (announced === undefined) continue;
    if (checksum?.algorithm !== algorithm)
      throw new S3Error('InvalidRequest', { message: `The upload has no ${algorithm} checksum.` });
    // The number of parts after a composite checksum is optional.
    if (announced !== checksum.value && announced !== checksum.value.split('-')[0]) {
      throw new S3Error('BadDigest', {
        message: `The ${algorithm} you specified did not match the calculated checksum.`,
      });
    }
  }
}
