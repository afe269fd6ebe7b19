import { checksumAlgorithms, type ChecksumAlgorithm, type Digest, startDigest } from './body/checksums';
import { S3Error } from './errors';
import { header, type S3Request } from './request';
import type { PartRecord, StoredChecksum, UploadRecord } from './storage/records';

type ChecksumType = StoredChecksum['type'];

/** The types that an algorithm can have in an upload; the first is meant where none is asked for. */
function typesOf(algorithm: ChecksumAlgorithm | null): readonly ChecksumType[] {
  if (algorithm === 'crc64nvme') return ['FULL_OBJECT'];
  // What is left is a hash: that of a whole cannot be had from its parts.
  return algorithm?.startsWith('crc') ? ['COMPOSITE', 'FULL_OBJECT'] : ['COMPOSITE'];
}

/** The checksum type of a new upload. @throws S3Error InvalidRequest where the algorithm cannot have the type that is asked for. */
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

/** A digest for the whole of an upload, where it has a checksum of the whole; else null. */
export function wholeDigestOf({ checksumAlgorithm, checksumType }: UploadRecord): Digest | null {
  return checksumAlgorithm && checksumType === 'FULL_OBJECT' ? startDigest(checksumAlgorithm) : null;
}

/** The checksum of the parts' checksums; null where they do not all have one of the same algorithm. */
function compositeOf(parts: readonly PartRecord[]): StoredChecksum | null {
  const algorithm = parts[0]?.checksum?.algorithm;
  if (!algorithm || parts.some(({ checksum }) => checksum?.algorithm !== algorithm)) return null;
  const digest = startDigest(algorithm);
  for (const { checksum } of parts) digest.update(Buffer.from(checksum!.value, 'base64'));
  return { algorithm, value: `${digest.digest().toString('base64')}-${parts.length}`, type: 'COMPOSITE' };
}

/** The checksum of a completed upload. @param whole as `wholeDigestOf` gave it, fed with the whole */
export function checksumOf(
  { checksumAlgorithm }: UploadRecord,
  parts: readonly PartRecord[],
  whole: Digest | null,
): StoredChecksum | null {
  if (!checksumAlgorithm || !whole) return compositeOf(parts);
  return { algorithm: checksumAlgorithm, value: whole.digest().toString('base64'), type: 'FULL_OBJECT' };
}

/**
 * Checks the checksum of the object that CompleteMultipartUpload may bring.
 * @throws S3Error BadDigest, or InvalidRequest for one of another algorithm.
 */
export function verifyObject(request: S3Request, checksum: StoredChecksum | null): void {
  for (const algorithm of checksumAlgorithms) {
    const announced = header(request, `x-amz-checksum-${algorithm}`);
    if (announced === undefined) continue;
    if (checksum?.algorithm !== algorithm)
      throw new S3Error('InvalidRequest', { message: `The upload has no ${algorithm} checksum.` });
    // Of a composite, the number of parts behind it may be left out.
    if (announced !== checksum.value && announced !== checksum.value.split('-')[0]) {
      throw new S3Error('BadDigest', {
        message: `The ${algorithm} you specified did not match the calculated checksum.`,
      });
    }
  }
}
