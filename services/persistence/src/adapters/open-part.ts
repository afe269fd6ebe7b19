import type { Readable } from 'node:stream';
import type { CustomerRowsValidated, StoredObject } from '@customer-files/events';
import { ObjectNotFound, type ObjectStore } from '@customer-files/object-store';
import { HEAD_BYTES, maxRowsOf, type PartHead, readHead } from '@customer-files/part-format';
import { RowsDisagree } from '../domain/applied-part';

/** A part whose first bytes are here and whose others are on their way: it is loaded while it is read, and never held as a whole. */
export interface OpenPart {
  fileId: string;
  part: number;
  head: PartHead;
  /** All bytes of the part, from its beginning; where it was read already, it is read anew. */
  bytes: () => Promise<AsyncIterable<Buffer>>;
  /** To be called whatever happened: what was not read must not hold its connection. */
  close: () => void;
}

/** The chunks of a part, of which the first holds the whole head. */
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
 * Begins to read a part. Throws `ObjectNotFound`, also where its length is not the announced one, `PartUnreadable`,
 * `PartVersionUnknown`, and `RowsDisagree` where its length has no room for the announced rows.
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
