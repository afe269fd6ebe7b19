import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Middleware, wrap } from '../listen';

type Start = (config: { port: number; host: string }) => Promise<Server>;

/** Starts aws-ses-v2-local at this port, or at a free one if the port is in use. */
async function startAt(start: Start, port: number): Promise<Server> {
  // Express calls back with a server that does not listen if the port is in use.
  const server = await start({ port, host: '127.0.0.1' });
  return server.listening ? server : start({ port: 0, host: '127.0.0.1' });
}

/** Starts SES with a web inbox, by aws-ses-v2-local. */
export async function startSes(preferred: number, middleware: Middleware): Promise<{ url: string; stop: () => void }> {
  const loaded = (await import('aws-ses-v2-local')) as unknown as { default: Start | { default: Start } };
  const start = typeof loaded.default === 'function' ? loaded.default : loaded.default.default;
  const server = await startAt(start, preferred);
  wrap(server, middleware);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
