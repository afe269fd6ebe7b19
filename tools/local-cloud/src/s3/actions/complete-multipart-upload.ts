import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Digest } from '../body/checksums';
import { BufferedFileWriter } from '../body/buffered-file-writer';
import { receiveXml } from '../body/receive';
import { commit } from '../commit';
import { writeConditionOf } from '../conditions';
import type { S3Context } from '../context';
import { S3Error } from '../errors';
import { checksumOf, verifyObject, wholeDigestOf } from '../multipart-checksum';
import { checksumElements, versionHeaders } from '../object-headers';
import { xmlReply, type Reply } from '../reply';
import { type S3Request, timeOf } from '../request';
import type { PartRecord } from '../storage/records';
import type { Upload } from '../storage/uploads';
import { xmlElements, xmlRoot, xmlText } from '../xml';

const MIN_PART_BYTES = 5 * 1024 ** 2;

function namedParts(xml: string, upload: Upload): PartRecord[] {
  const named = xmlElements(xmlRoot(xml, 'CompleteMultipartUpload'), 'Part').map((one) => ({
    partNumber: Number(xmlText(one, 'PartNumber')),
    etag: xmlText(one, 'ETag')?.replaceAll('"', ''),
    xml: one,
  }));
  if (named.length === 0) throw new S3Error('MalformedXML');
  if (named.some(({ partNumber }, i) => i > 0 && partNumber <= named[i - 1]!.partNumber))
    throw new S3Error('InvalidPartOrder');
  const parts = named.map(({ partNumber, etag, xml: one }) => {
    const part = upload.parts.get(partNumber);
    const checksum = part?.checksum && xmlText(one, `Checksum${part.checksum.algorithm.toUpperCase()}`);
    if (!part || part.etag !== etag || (checksum && checksum !== part.checksum!.value))
      throw new S3Error('InvalidPart');
    return part;
  });
  if (parts.slice(0, -1).some(({ size }) => size < MIN_PART_BYTES)) throw new S3Error('EntityTooSmall');
  return parts;
}

const etagOf = (parts: readonly PartRecord[]): string =>
  `${createHash('md5')
    .update(Buffer.from(parts.map(({ etag }) => etag).join(''), 'hex'))
    .digest('hex')}-${parts.length}`;

async function concatenate(paths: readonly string[], to: string, digest: Digest | null): Promise<void> {
  const file = new BufferedFileWriter(to);
  try {
    for (const path of paths) {
      for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
        digest?.update(piece as Buffer);
        await file.write(piece as Buffer);
      }
    }
    await file.finish();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** CompleteMultipartUpload: creates an object from the listed parts. Of several concurrent requests one succeeds. */
export async function completeMultipartUpload(context: S3Context, request: S3Request): Promise<Reply> {
  const uploadId = request.query.get('uploadId');
  const xml = await receiveXml(request, 'object');
  return context.store.locks.run(`upload ${uploadId}`, () => complete(context, request, uploadId, xml));
}

async function complete(context: S3Context, request: S3Request, uploadId: string | null, xml: string): Promise<Reply> {
  const { store } = context;
  const upload = store.uploads.find(request.bucket, request.key, uploadId);
  const parts = namedParts(xml, upload);
  const path = store.temporary();
  try {
    const whole = wholeDigestOf(upload.record);
    await concatenate(
      parts.map((part) => store.uploads.partPath(upload, part)),
      path,
      whole,
    );
    const checksum = await checksumOf(upload.record, parts, whole);
    verifyObject(request, checksum);
    const version = await commit(context, {
      bucket: store.bucket(request.bucket),
      key: request.key,
      path,
      size: parts.reduce((sum, { size }) => sum + size, 0),
      etag: etagOf(parts),
      checksum,
      headers: upload.record.headers,
      time: timeOf(request, store.now),
      reason: 'CompleteMultipartUpload',
      condition: writeConditionOf(request),
    });
    await store.uploads.remove(upload);
    return xmlReply(
      'CompleteMultipartUploadResult',
      { Bucket: request.bucket, Key: request.key, ETag: `"${version.etag}"`, ...checksumElements(version) },
      versionHeaders(version),
    );
  } finally {
    await rm(path, { force: true });
  }
}
