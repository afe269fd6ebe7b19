import type { Readable } from 'node:stream';
import { decode, FileFault, fileNotFound, RecordScanner } from '@customer-files/csv';
import type { CustomerFileReceived, FailureCounts, Notice, RowCounts, StoredObject } from '@customer-files/events';
import { ObjectNotFound, type ObjectStore } from '@customer-files/object-store';
import { PartWriter } from '@customer-files/part-format';
import { RejectsUpload } from '../adapters/rejects-upload';
import { fileIdBytes, rejectsKey } from '../domain/object-keys';
import { type FileToValidate, RowValidator } from '../domain/row-validator';
import type { PartQueue } from './part-queue';

/** What one pass over a file found. */
export interface PassResult {
  counts: RowCounts;
  failures: FailureCounts;
  rejects: StoredObject | null;
  notices: readonly Notice[];
  /** Why the file could not be read, or not to its end. */
  fault: FileFault | null;
}

/** Where a pass reads and writes. */
export interface PassEffects {
  store: ObjectStore;
  workBucket: string;
  /** Rows of a full part, where it is not to be the usual number. */
  partRows?: number;
}

/**
 * Reads a file once, from its first byte to its last, in bounded memory: accepted rows become parts, the others lines of
 * the rejects file, and both are stored while the rest is still being read.
 *
 * @throws what a retry may cure; a fault of the file is part of the result
 */
export async function readAndValidate(
  received: CustomerFileReceived,
  { store, workBucket, partRows }: PassEffects,
  parts: PartQueue,
): Promise<PassResult> {
  const { fileId, object, settings } = received;
  const file = { ...received, id: fileIdBytes(fileId), bytes: object.bytes };
  const writer = new PartWriter(file.id, parts.add, partRows);
  const rejects = new RejectsUpload(store, workBucket, rejectsKey(settings.rejectsPrefix, fileId, object.key));
  const validator = new RowValidator(file, writer, rejects);
  try {
    const fault = await faultOf(async () => {
      const { stream } = await store.read(object);
      await validateStream(stream, file, validator, async () => {
        await rejects.flush();
        await parts.hasRoom();
      });
    });
    writer.finish();
    await parts.drained();
    const { counts, failures } = validator;
    return { counts, failures, rejects: await rejects.finish(), notices: validator.notices(fault), fault };
  } catch (error) {
    rejects.abandon(error as Error);
    throw error;
  }
}

/**
 * Passes the records of a stream to a validator, chunk by chunk, in bounded memory.
 *
 * @param betweenChunks is awaited after each chunk, so that its outcome can be stored before the next is read
 * @throws FileFault where the file cannot be read to its end, and the error of the stream
 */
export async function validateStream(
  stored: Readable,
  { dialect, width, settings }: FileToValidate,
  validator: RowValidator,
  betweenChunks: () => Promise<void>,
): Promise<void> {
  const scanner = new RecordScanner(dialect.delimiter, width, width);
  const { text } = await decode(stored, settings.encoding, settings.maxBytes);
  for await (const chunk of text) {
    scanner.push(chunk, validator.take);
    await betweenChunks();
  }
  scanner.end(validator.take);
}

/** The fault of the file that ended the reading, or null. */
async function faultOf(read: () => Promise<void>): Promise<FileFault | null> {
  try {
    await read();
    return null;
  } catch (error) {
    if (error instanceof FileFault) return error;
    if (error instanceof ObjectNotFound) return fileNotFound();
    throw error;
  }
}
