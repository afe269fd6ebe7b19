import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';

/** A request that the stub received. */
export interface Request {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A response of the stub. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Readable;
}

/** The response of S3 for an error code. */
export function fault(status: number, code: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<Error><Code>${code}</Code><Message>as the test says</Message></Error>`,
  };
}

async function requestOf(message: IncomingMessage): Promise<Request> {
  const { pathname, searchParams } = new URL(message.url!, 'http://s3');
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return {
    method: message.method!,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: message.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** An HTTP server that responds to requests of S3 with `answer`, and records them. */
export async function s3Stub(answer: (request: Request, nth: number) => Answer) {
  const requests: Request[] = [];
  const closed: Promise<unknown>[] = [];
  const server = createServer((message, response) => {
    closed.push(once(response, 'close'));
    void requestOf(message).then((request) => {
      const { status = 200, headers = {}, body = '' } = answer(request, requests.push(request));
      if (typeof body === 'string')
        response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
      else body.on('error', () => response.destroy()).pipe(response.writeHead(status, headers));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const close = async (): Promise<void> => {
    client.destroy();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { client, requests, closed, close };
}
