import { createServer, type Server } from 'node:net';

/** Occupies a port of 127.0.0.1. Returns null if it is already in use. */
export function occupy(port: number): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}
