import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CustomerFileProcessed, StoredObject } from '@customer-files/events';
import { type CloudJson, readInbox } from '@customer-files/local-cloud';
import { cutToBytes } from '@customer-files/format';
import { clientOf } from './local-deployment';

/** The paths of a file's results on this machine. */
export interface Exported {
  rejects: string | null;
  conflicts: string[];
  emails: string[];
}

/** The longest name of a file that is written here; validation names its rejects within it. */
const MAX_NAME_BYTES = 212;

/** What validation replaces in the names of rejects, and the separators of paths. */
const UNFIT = /[\p{C}\p{Zl}\p{Zp}\\/]/gu;

/** A file name from the last part of a key. The ending stays. That of a rejects file is the one in its link in the e-mail. */
export function fileNameOf(key: string): string {
  const name = basename(key).replace(UNFIT, '_');
  const ending = /(?:\.rejects)?\.csv$/.exec(name)?.[0] ?? '';
  return cutToBytes(name.slice(0, name.length - ending.length), MAX_NAME_BYTES - ending.length) + (ending || '.csv');
}

async function fetchObject(s3: S3Client, { bucket, key }: StoredObject, folder: string): Promise<string> {
  const file = join(folder, fileNameOf(key));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  await pipeline(Body as Readable, createWriteStream(file));
  return file;
}

/** Writes the e-mails that name the file's id. */
async function fetchMails(endpoints: CloudJson, fileId: string, folder: string): Promise<string[]> {
  const mine = (await readInbox(endpoints)).filter(({ body }) => body.text?.includes(fileId));
  return Promise.all(
    mine.map(async ({ body }, i) => {
      const name = join(folder, i === 0 ? 'email' : `email-${i + 1}`);
      await writeFile(`${name}.txt`, body.text ?? '');
      await writeFile(`${name}.html`, body.html ?? '');
      return `${name}.html`;
    }),
  );
}

/** Copies the rejects, the conflicts and the e-mails of a file from the embedded cloud to `files/<file id>/` of the state folder. */
export async function exportResults(
  endpoints: CloudJson,
  state: string,
  { fileId, rejects, conflicts }: CustomerFileProcessed,
): Promise<Exported> {
  const folder = join(state, 'files', fileId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const s3 = new S3Client(clientOf(endpoints.s3, endpoints));
  return {
    rejects: rejects && (await fetchObject(s3, rejects, folder)),
    conflicts: await Promise.all(conflicts.map((object) => fetchObject(s3, object, folder))),
    emails: await fetchMails(endpoints, fileId, folder),
  };
}
