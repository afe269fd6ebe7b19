import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { startS3 } from '../../src/s3/server';
import { temporaryFolder } from '../temporary-folder';

/** Starts an S3 with the bucket `plain`, and the SDK's client of it. Internal errors are in `errors`. */
export async function startTestS3() {
  const root = temporaryFolder();
  const errors: unknown[] = [];
  const listeners = {
    onError: (error: unknown) => void errors.push(error),
    onCreated: () => undefined,
    authorize: () => undefined,
  };
  const server = await startS3({ root, port: 0, now: () => new Date(), ...listeners });
  await server.createBucket('plain', { versioned: false, eventsEnabled: false });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new S3Client({ endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  return {
    server,
    client,
    errors,
    url: server.url,
    /** Returns the names of the temporary files. */
    temporary: (): string[] => readdirSync(join(root, 'temporary')),
    async end(): Promise<void> {
      client.destroy();
      await server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export type TestS3 = Awaited<ReturnType<typeof startTestS3>>;
