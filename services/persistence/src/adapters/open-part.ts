import type { Readable } from 'node:stream';
import type { CustomerRowsValidated, StoredObject } from '@customer-files/events';
import { ObjectNotFound, type ObjectStore } from '@customer-files/object-store';
import { HEAD_BYTES, maxRowsOf, type PartHead, readHead } from '@customer-files/part-format';
import { RowsDisagree } from '../domain/part-outcome';

/** A part that is being read: its head is known, and its rows can be loaded as they arrive, so that it is never in memory as a whole. */
export interface OpenPart {
  fileId: string;
  part: number;
  head: PartHead;
  /** All bytes of the part, from its beginning. A second call reads the object again. */
  bytes: () => Promise<AsyncIterable<Buffer>>;
  /** Releases the connection to S3; to be called on every path. */
  close: () => void;
}

/** The chunks of a part, the first of which holds the whole head. */
async function* chunksOf(stream: Readable): AsyncGenerator<Buffer, void> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    head = head && (head.length > 0 ? Buffer.concat([head, chunk]) : chunk);
    if (!head) yield chunk;
    else if (head.length > HEAD_BYTES) {
      yield head;
      head = null;
    }
  }
  if (head) yield head;
}

async function* prepended(first: Buffer, rest: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  yield first;
  yield* rest;
}

async function read(store: ObjectStore, accepted: StoredObject): Promise<Readable> {
  const { stream, bytes } = await store.read(accepted);
  if (bytes === accepted.bytes) return stream;
  stream.destroy();
  throw new ObjectNotFound(accepted.bucket, accepted.key);
}

/**
 * Begins to read a part.
 *
 * @throws ObjectNotFound where the object is not there, or has another length than the event says; PartUnreadable;
 * PartVersionUnknown; RowsDisagree where its length has no room for the rows that the event says
 */
export async function openPart(
  store: ObjectStore,
  { fileId, part, rows, accepted }: CustomerRowsValidated,
): Promise<OpenPart> {
  let stream = await read(store, accepted);
  try {
    const chunks = chunksOf(stream);
    const first = (await chunks.next()).value ?? Buffer.alloc(0);
    const head = readHead(first, { fileId, part });
    const most = maxRowsOf(head, accepted.bytes);
    if (rows > most) throw new RowsDisagree(fileId, part, rows, `room for ${most}`);
    let unread: AsyncGenerator<Buffer, void> | null = prepended(first, chunks);
    return {
      fileId,
      part,
      head,
      bytes: async () => {
        const opened = unread ?? chunksOf((stream = await read(store, accepted)));
        unread = null;
        return opened;
      },
      close: () => void stream.destroy(),
    };
  } catch (error) {
    stream.destroy();
    throw error;
  }
}
