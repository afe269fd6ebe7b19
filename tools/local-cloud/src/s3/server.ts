import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { KEEP_ALIVE_MS, listen, type Middleware } from '../listen';
import type { S3Context } from './context';
import { S3Error } from './errors';
import { authorizeNotFound, authorizeOperation } from './permissions';
import { checkExpiry, parseRequest, type S3Request } from './request';
import { operationOf } from './routes';
import { errorReply, send } from './send';
import { Store } from './storage/store';

export type { ObjectCreated } from './context';

/** A running S3. */
export interface S3Server {
  url: string;
  /** Creates a bucket, or changes the settings of an existing one. */
  createBucket: (name: string, settings: { versioned: boolean; eventsEnabled: boolean }) => Promise<void>;
  /** Disconnects the clients. Resolves when no request is being served any more. */
  close: () => Promise<void>;
}

export interface S3Options extends Omit<S3Context, 'store'> {
  /** Directory of all stored data. At most one server may use it at a time. */
  root: string;
  /** The preferred port; another one is used if it is taken or 0. */
  port: number;
  now: () => Date;
  middleware?: Middleware;
}

function refusalOf(context: S3Context, request: S3Request, error: unknown): S3Error {
  try {
    if (error instanceof S3Error) authorizeNotFound(context, request, error);
  } catch (refused) {
    return refusalOf(context, request, refused);
  }
  if (error instanceof S3Error) return error;
  context.onError(error);
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
    const { run, needs } = operationOf(request);
    authorizeOperation(context, request, needs);
    await send(await run(context, request), response);
  } catch (error) {
    // The rest of the body must be drained, because a client that is still sending may not read the answer otherwise.
    if (response.headersSent || response.destroyed) return void response.destroy();
    message.resume();
    await send(errorReply(refusalOf(context, request, error), request), response);
  }
}

/**
 * Starts S3 on a folder of 127.0.0.1, with what the product stands on: versions, conditional writes, checksums,
 * multipart uploads, events.
 */
export async function startS3({
  root,
  port,
  now,
  middleware = (serve) => serve,
  ...context
}: S3Options): Promise<S3Server> {
  const store = await Store.open(root, now);
  const running = new Set<Promise<void>>();
  const server = createServer(
    middleware((message, response) => {
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
