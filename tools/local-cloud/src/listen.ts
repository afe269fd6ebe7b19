import type { RequestListener } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

/** Puts something around what serves a server's requests. */
export type Around = (serve: RequestListener) => RequestListener;

function attempt(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Listens on 127.0.0.1 at the port, or at a free one where it is in use or 0. Returns the port. */
export async function listen(server: Server, port: number): Promise<number> {
  try {
    return await attempt(server, port);
  } catch (error) {
    if (!['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return attempt(server, 0);
  }
}
