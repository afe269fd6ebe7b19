import { open, rm } from 'node:fs/promises';
import type { S3Request } from '../request';
import type { ChecksumAlgorithm } from './checksums';
import { GatheringFile } from './gathering-file';
import { readVerified, type Verified } from './read-verified';

/** A verified body that waits in a temporary file. */
export interface ReceivedFile extends Verified {
  path: string;
}

/** Streams a request's body to a new file, and removes the file again when the body is not as announced. */
export async function receiveFile(request: S3Request, path: string, wanted: ChecksumAlgorithm | null = null): Promise<ReceivedFile> {
  const file = await open(path, 'wx');
  try {
    const gathering = new GatheringFile(file);
    const verified = await readVerified(request, (piece) => gathering.write(piece), wanted);
    await gathering.flush();
    await file.close();
    return { path, ...verified };
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}
