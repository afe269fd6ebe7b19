import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../errors';
import { subfolders } from './bucket';
import { readJson, writeJson } from './files';
import type { PartRecord, UploadRecord } from './records';

/** An upload with the parts that were received so far. */
export interface Upload {
  record: UploadRecord;
  parts: Map<number, PartRecord>;
}

/** The open multipart uploads, stored on disk so that they survive a restart. */
export class Uploads {
  private readonly uploads = new Map<string, Upload>();

  private constructor(private readonly directory: string) {}

  static async load(directory: string): Promise<Uploads> {
    const uploads = new Uploads(directory);
    for (const uploadId of await subfolders(directory)) {
      const record = await readJson<UploadRecord>(join(directory, uploadId, 'upload.json'));
      if (record) uploads.uploads.set(uploadId, { record, parts: await loadParts(join(directory, uploadId)) });
      else await rm(join(directory, uploadId), { recursive: true, force: true });
    }
    return uploads;
  }

  async create(record: UploadRecord, temporary: string): Promise<void> {
    const folder = join(this.directory, record.uploadId);
    await mkdir(folder, { recursive: true });
    writeJson(join(folder, 'upload.json'), record, temporary);
    this.uploads.set(record.uploadId, { record, parts: new Map() });
  }

  /**
   * Returns an upload.
   *
   * @throws S3Error NoSuchUpload
   */
  find(bucket: string, key: string, uploadId: string | null): Upload {
    const upload = this.uploads.get(uploadId ?? '');
    if (upload?.record.bucket !== bucket || upload.record.key !== key)
      throw new S3Error('NoSuchUpload', { details: { UploadId: uploadId ?? '' } });
    return upload;
  }

  /** Stores a received file as a part, in place of an earlier part with this number. Callers lock the upload. */
  async addPart(upload: Upload, part: PartRecord, received: string, temporary: string): Promise<void> {
    const before = upload.parts.get(part.partNumber);
    await rename(received, this.partPath(upload, part));
    writeJson(join(this.directory, upload.record.uploadId, `${part.partNumber}.json`), part, temporary);
    upload.parts.set(part.partNumber, part);
    if (before) await rm(this.partPath(upload, before), { force: true });
  }

  partPath(upload: Upload, part: PartRecord): string {
    return join(this.directory, upload.record.uploadId, part.file);
  }

  /** Removes an upload and its parts. */
  async remove(upload: Upload): Promise<void> {
    this.uploads.delete(upload.record.uploadId);
    await rm(join(this.directory, upload.record.uploadId), { recursive: true, force: true });
  }
}

async function loadParts(directory: string): Promise<Map<number, PartRecord>> {
  const parts = new Map<number, PartRecord>();
  for (const name of await subfolders(directory)) {
    if (!/^\d+\.json$/.test(name)) continue;
    const part = await readJson<PartRecord>(join(directory, name));
    if (part) parts.set(part.partNumber, part);
  }
  return parts;
}
