import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

/** Wraps the request listener of a server. */
export type Middleware = (serve: RequestListener) => RequestListener;

/** Wraps the request listeners of an existing server. */
export function wrap(server: Server, middleware: Middleware): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  for (const listener of listeners) server.on('request', middleware(listener));
}

/** Longer than SDK clients keep an idle connection, so that no client writes to a connection that is being closed. */
export const KEEP_ALIVE_MS = 65_000;

function attempt(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Listens on 127.0.0.1 at this port, or at a free one if the port is in use or 0. Returns the port. */
export async function listen(server: Server, port: number): Promise<number> {
  try {
    return await attempt(server, port);
  } catch (error) {
    if (!['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return attempt(server, 0);
  }
}

/** Returns the preferred port if it is free, else another. For programs that listen by themselves. */
export async function freePort(preferred: number): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, preferred);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
