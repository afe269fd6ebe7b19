import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { eventually } from '../eventually';
import type { TestS3 } from './test-s3';

/** As much as the server buffers before it writes. */
const HALF = Buffer.alloc(1024 * 1024, 'x');

/** Starts a PUT, and resolves when the server has received half of its body. */
export async function halfSent(s3: TestS3, path: string): Promise<ClientRequest> {
  const sending = request(`${s3.url}${path}`, { method: 'PUT', headers: { 'content-length': 2 * HALF.length } });
  sending.write(HALF);
  await eventually(() => s3.temporary().length > 0);
  return sending;
}

/** Sends the other half. Returns the status and the body of the answer. */
export async function sendTheRest(sending: ClientRequest): Promise<[status: number | undefined, body: string]> {
  sending.end(HALF);
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  return [response.statusCode, await text(response)];
}
