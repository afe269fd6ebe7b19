import { closeSync, readSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { S3Error } from './errors';
import type { FileSlice, Reply } from './reply';
import type { S3Request } from './request';
import { xmlError } from './xml';

const PIECE_BYTES = 256 * 1024;

/** Memory of answers that are sent. Used again: what lies outside the heap is costly garbage. */
const spare: Buffer[] = [];

/** Resolves when the piece has left, and its memory may be used again. Rejects where the client has. */
function written(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the client has left'));
    response.once('close', gone);
    response.write(piece, (error) => {
      response.off('close', gone);
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
  const memory = spare.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
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
    spare.push(memory);
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

/** The answer of a refusal; HEAD has no body for it. */
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
