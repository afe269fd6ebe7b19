import { rm } from 'node:fs/promises';
import { receiveFile } from '../body/receive';
import type { S3Context } from '../context';
import { S3Error } from '../errors';
import { checksumHeaders } from '../object-headers';
import type { Reply } from '../reply';
import type { S3Request } from '../request';
import type { Upload } from '../storage/uploads';

const MAX_PARTS = 10_000;

/** UploadPart: stores one part of an upload, in place of an earlier part with this number. */
export async function uploadPart({ store }: S3Context, request: S3Request): Promise<Reply> {
  const partNumber = Number(request.query.get('partNumber'));
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > MAX_PARTS)
    throw new S3Error('InvalidArgument', { message: 'Part number must be an integer between 1 and 10000, inclusive' });
  const uploadId = request.query.get('uploadId');
  const find = (): Upload => store.uploads.find(request.bucket, request.key, uploadId);
  const { path, size, md5, checksum } = await receiveFile(request, store.temporary(), find().record.checksumAlgorithm);
  const part = { partNumber, file: `${store.newId()}.part`, size, etag: md5, checksum };
  try {
    // Looked up again, because the upload may have been aborted or completed while the part was received.
    await store.locks.run(`upload ${uploadId}`, async () =>
      store.uploads.addPart(find(), part, path, store.temporary()),
    );
  } finally {
    await rm(path, { force: true });
  }
  return { status: 200, headers: { etag: `"${md5}"`, ...checksumHeaders(part) } };
}
