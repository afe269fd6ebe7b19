import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Around, listen } from '../listen';
import type { S3Context } from './context';
import { S3Error } from './errors';
import { parseRequest, type S3Request } from './request';
import { actionOf } from './routes';
import { errorReply, send } from './send';
import { checkExpiry } from './signature';
import { Store } from './storage/store';

export type { ObjectCreated } from './context';

/** A running S3. */
export interface S3Server {
  url: string;
  /** Makes a bucket, or gives an existing one these settings. */
  createBucket: (name: string, settings: { versioned: boolean; eventsEnabled: boolean }) => Promise<void>;
  /** Cuts off the clients, and resolves when nothing of what they asked for is under way any more. */
  close: () => Promise<void>;
}

export interface S3Options extends Omit<S3Context, 'store'> {
  /** Folder of everything that is kept; only one server at a time may use it. */
  root: string;
  /** Preferred; another is taken where it is in use or 0. */
  port: number;
  now: () => Date;
  /** What its requests pass on their way. */
  around?: Around;
}

/** Longer than clients keep an idle connection, so that they never meet one that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

function refusalOf(error: unknown, onError: (error: unknown) => void): S3Error {
  if (error instanceof S3Error) return error;
  onError(error);
  return new S3Error('InternalError');
}

async function answer(context: S3Context, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = context.store.newId().slice(0, 16).toUpperCase();
  response.setHeader('x-amz-request-id', requestId);
  let request: S3Request = {
    method: message.method ?? 'GET',
    bucket: '',
    key: '',
    query: new URLSearchParams(),
    message,
    requestId,
  };
  try {
    request = parseRequest(message, requestId);
    checkExpiry(request, context.store.now());
    await send(await actionOf(request)(context, request), response);
  } catch (error) {
    // A client that has gone cannot be answered, and one that still sends must be heard out or it never reads the answer.
    if (response.headersSent || response.destroyed) return void response.destroy();
    message.resume();
    await send(errorReply(refusalOf(error, context.onError), request), response);
  }
}

/** Starts S3 on a folder of 127.0.0.1, with what the product stands on: versions, conditional writes, checksums, multipart uploads, events. */
export async function startS3({
  root,
  port,
  now,
  around = (serve) => serve,
  ...context
}: S3Options): Promise<S3Server> {
  const store = await Store.open(root, now);
  const running = new Set<Promise<void>>();
  const server = createServer(
    around((message, response) => {
      const answering = answer({ ...context, store }, message, response)
        .catch(context.onError)
        .finally(() => running.delete(answering));
      running.add(answering);
    }),
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const url = `http://127.0.0.1:${await listen(server, port)}`;
  return {
    url,
    createBucket: (name, settings) => store.createBucket(name, settings),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, ...running]);
    },
  };
}
