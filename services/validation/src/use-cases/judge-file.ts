import { FileFault, fileNotFound } from '@customer-files/csv';
import type { CustomerFileReceived, FailureCounts, RowCounts, StoredObject } from '@customer-files/events';
import { ObjectNotFound, type ObjectStore } from '@customer-files/object-store';
import { RejectsUpload } from '../adapters/rejects-upload';
import { FileJudge } from '../domain/file-judge';
import { judgeContext } from '../domain/judge-context';
import { fileIdBytes, rejectsKey } from '../domain/names';
import { PartWriter } from '../domain/part-writer';
import { judgeStream } from './judge-stream';
import type { PartQueue } from './part-queue';

/** What one pass over a file found. `fault`: why it could not be read to its end, or at all. */
export interface Judgement {
  counts: RowCounts;
  failures: FailureCounts;
  rejects: StoredObject | null;
  fault: FileFault | null;
}

/**
 * Reads a file once, from its first byte to its last, in bounded memory: records become verdicts, verdicts become parts
 * and rejects while the rest is still being read.
 */
export async function judgeFile(
  received: CustomerFileReceived,
  store: ObjectStore,
  workBucket: string,
  parts: PartQueue,
  partRows?: number,
): Promise<Judgement> {
  const { fileId, object, settings } = received;
  const rejects = new RejectsUpload(store, workBucket, rejectsKey(settings.rejectsPrefix, fileId, object.key));
  const key = fileIdBytes(fileId);
  const writer = new PartWriter(key, parts.add, partRows);
  const judge = new FileJudge(
    {
      ...received,
      context: judgeContext(received.asOf, settings),
      maxRows: settings.maxRows,
      key,
      bytes: object.bytes,
    },
    {
      acceptedPlain: (bytes, from, to, numbers) => writer.writePlain(bytes, from, to, numbers),
      accepted: (row) => writer.write(row),
      rejected: (csvLine) => rejects.add(csvLine),
    },
  );
  try {
    const fault = await endedBy(async () => {
      const { stream } = await store.read(object);
      await judgeStream(stream, received, judge, async () => {
        await rejects.flush();
        await parts.room();
      });
    });
    writer.finish();
    await parts.drained();
    return { counts: judge.counts, failures: judge.failures, rejects: await rejects.finish(), fault };
  } catch (error) {
    rejects.abandon(error as Error);
    throw error;
  }
}

/** The fault of the file that ended the reading, or null; what a retry may cure is thrown. */
async function endedBy(read: () => Promise<void>): Promise<FileFault | null> {
  try {
    await read();
    return null;
  } catch (error) {
    if (error instanceof FileFault) return error;
    if (error instanceof ObjectNotFound) return fileNotFound();
    throw error;
  }
}
