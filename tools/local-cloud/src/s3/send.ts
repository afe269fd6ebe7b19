import { closeSync, readSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { S3Error } from './errors';
import type { FileSlice, Reply } from './reply';
import type { S3Request } from './request';
import { xmlError } from './xml';

const PIECE_BYTES = 256 * 1024;

/** Buffers of finished answers, for reuse: memory outside the heap is costly to collect. */
const SPARE: Buffer[] = [];

/** Resolves when the piece was sent and its memory can be reused. Rejects if the client disconnects. */
function written(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error('the client has left'));
    response.once('close', onClose);
    response.write(piece, (error) => {
      response.off('close', onClose);
      if (error) reject(error);
      else resolve();
    });
  });
}

async function sendSlice(
  { file, start, length }: FileSlice,
  { status, headers }: Reply,
  response: ServerResponse,
): Promise<void> {
  const memory = SPARE.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
  try {
    response.writeHead(status, headers);
    for (let at = 0; at < length;) {
      const read = readSync(file, memory, 0, Math.min(PIECE_BYTES, length - at), start + at);
      if (read === 0) throw new Error('the data of an object ends early');
      await written(response, memory.subarray(0, read));
      at += read;
    }
    response.end();
  } finally {
    closeSync(file);
    SPARE.push(memory);
  }
}

/** Sends an answer. */
export async function send({ status, headers, body }: Reply, response: ServerResponse): Promise<void> {
  if (typeof body !== 'object') {
    const text = body ?? '';
    const length =
      'content-length' in headers || status === 204 || status === 304
        ? {}
        : { 'content-length': String(Buffer.byteLength(text)) };
    response.writeHead(status, { ...headers, ...length }).end(text);
    return;
  }
  await sendSlice(body, { status, headers }, response);
}

/** Returns the answer to a refused request. The answer to a HEAD has no body. */
export function errorReply(error: S3Error, { method, bucket, key, requestId }: S3Request): Reply {
  const headers = { 'content-type': 'application/xml', ...error.headers };
  if (method === 'HEAD') return { status: error.status, headers };
  const resource = `/${bucket}${key ? `/${key}` : ''}`;
  return {
    status: error.status,
    headers,
    body: xmlError({
      Code: error.code,
      Message: error.message,
      Resource: resource,
      RequestId: requestId,
      ...error.details,
    }),
  };
}
