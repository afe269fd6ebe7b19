import type { S3Request } from '../request';
import type { ChecksumAlgorithm } from './checksums';
import { BufferedFileWriter } from './buffered-file-writer';
import { readVerified, type Verified } from './read-verified';

/** A verified body that waits in a temporary file. */
export interface ReceivedFile extends Verified {
  path: string;
}

/** Streams a request's body to a new file, and removes the file again when the body is not as announced. */
export async function receiveFile(
  request: S3Request,
  path: string,
  wanted: ChecksumAlgorithm | null = null,
): Promise<ReceivedFile> {
  const file = new BufferedFileWriter(path);
  try {
    const verified = await readVerified(request, (piece) => file.write(piece), wanted);
    await file.finish();
    return { path, ...verified };
  } catch (error) {
    await file.abandon();
    throw error;
  }
}
