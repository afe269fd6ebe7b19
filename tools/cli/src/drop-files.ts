import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { asOfDate } from '@customer-files/ingestion';
import type { CloudJson } from '@customer-files/local-cloud';
import { clientOf, landingBucket } from './local-deployment';

/** An instant on a day of a time zone: noon UTC, or another time of that day where noon UTC is on another day there. */
export function instantOn(day: string, timeZone: string): Date {
  const candidates = ['12:00:00Z', '00:00:00Z', '23:59:59Z'].map((time) => new Date(`${day}T${time}`));
  return candidates.find((instant) => asOfDate(instant, timeZone) === day) ?? candidates[0]!;
}

/** A file of the user, and the object in S3 that it became. */
export interface Dropped {
  file: string;
  key: string;
  versionId: string;
}

/** Keys under a prefix by the names of the files. Where a name comes again, it gets a folder. */
export function keysOf(files: readonly string[], prefix: string): string[] {
  const times = new Map<string, number>();
  return files.map((file) => {
    const name = basename(file);
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return time === 1 ? `${prefix}${name}` : `${prefix}${time}/${name}`;
  });
}

/** Puts a file into the landing bucket, as any client of S3 would. @param at the time at which S3 receives it, or null for now */
export async function dropFile(endpoints: CloudJson, file: string, key: string, at: Date | null): Promise<Dropped> {
  const s3 = new S3Client(clientOf(endpoints.s3, endpoints));
  if (at) {
    s3.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-local-cloud-time'] = at.toISOString();
        return next(args);
      },
      { step: 'build' },
    );
  }
  const upload = new Upload({
    client: s3,
    params: { Bucket: landingBucket(endpoints), Key: key, Body: createReadStream(file), ContentType: 'text/csv' },
  });
  const { VersionId } = await upload.done();
  return { file, key, versionId: VersionId! };
}
