import { receiveFile } from '../body/receive-file';
import type { S3Context } from '../context';
import { S3Error } from '../errors';
import { checksumHeaders } from '../object-headers';
import type { Reply } from '../reply';
import type { S3Request } from '../request';

const MOST_PARTS = 10_000;

/** UploadPart: keeps one part of an open upload; a part that comes again replaces the earlier. */
export async function uploadPart({ store }: S3Context, request: S3Request): Promise<Reply> {
  const partNumber = Number(request.query.get('partNumber'));
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > MOST_PARTS) throw new S3Error('InvalidArgument', { message: 'Part number must be an integer between 1 and 10000, inclusive' });
  const upload = store.uploads.find(request.bucket, request.key, request.query.get('uploadId'));
  const { path, size, md5, checksum } = await receiveFile(request, store.temporary(), upload.record.checksumAlgorithm);
  const part = { partNumber, file: `${store.newId()}.part`, size, etag: md5, checksum };
  await store.locks.run(`upload ${upload.record.uploadId}`, () => store.uploads.addPart(upload, part, path, store.temporary()));
  return { status: 200, headers: { etag: `"${md5}"`, ...checksumHeaders(part) } };
}
