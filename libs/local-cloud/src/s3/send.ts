import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { S3Error } from './errors';
import type { FileSlice, Reply } from './reply';
import type { S3Request } from './request';
import { xmlError } from './xml';

const PIECE_BYTES = 1024 * 1024;

async function sendSlice({ file, start, length }: FileSlice, response: ServerResponse): Promise<void> {
  try {
    await pipeline(file.createReadStream({ start, end: start + length - 1, highWaterMark: PIECE_BYTES, autoClose: false }), response);
  } finally {
    await file.close();
  }
}

/** Sends an answer. */
export async function send({ status, headers, body }: Reply, response: ServerResponse): Promise<void> {
  if (typeof body !== 'object') {
    const text = body ?? '';
    const length = 'content-length' in headers || status === 204 || status === 304 ? {} : { 'content-length': String(Buffer.byteLength(text)) };
    response.writeHead(status, { ...headers, ...length }).end(text);
    return;
  }
  response.writeHead(status, headers);
  await sendSlice(body, response);
}

/** The answer of a refusal; HEAD has no body for it. */
export function errorReply(error: S3Error, { method, bucket, key, requestId }: S3Request): Reply {
  const headers = { 'content-type': 'application/xml', ...error.headers };
  if (method === 'HEAD') return { status: error.status, headers };
  const resource = `/${bucket}${key ? `/${key}` : ''}`;
  return { status: error.status, headers, body: xmlError({ Code: error.code, Message: error.message, Resource: resource, RequestId: requestId, ...error.details }) };
}
