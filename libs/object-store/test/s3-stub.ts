import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';

/** A request as it came over the wire. */
export interface Request {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What S3 answers. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Readable;
}

/** S3's answer for a fault. */
export function fault(status: number, code: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<Error><Code>${code}</Code><Message>told to</Message></Error>`,
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

/** S3 on HTTP that answers as `answer` says, and remembers what it was asked. */
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
