import { closeSync } from 'node:fs';
import type { S3Context } from '../context';
import { readReply } from '../read-reply';
import type { Reply } from '../reply';
import type { S3Request } from '../request';
import { openVersion } from '../storage/versions';

/** GetObject: sends a version, or a range of it. */
export async function getObject({ store }: S3Context, request: S3Request): Promise<Reply> {
  const { version, file } = openVersion(store.bucket(request.bucket), request.key, request.query.get('versionId'));
  try {
    const { status, headers, start, length } = readReply(request, version);
    if (length > 0) return { status, headers, body: { file, start, length } };
    closeSync(file);
    return { status, headers };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}
