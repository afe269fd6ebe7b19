import type { RequestListener, Server } from 'node:http';
import { freePort, type Middleware } from '../listen';

type Start = (config: { port: number; host: string }) => Promise<Server>;

/** Wraps the request listeners of an existing server. */
function wrap(server: Server, middleware: Middleware): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  for (const listener of listeners) server.on('request', middleware(listener));
}

/** Starts SES with a web inbox, by aws-ses-v2-local. */
export async function startSes(preferred: number, middleware: Middleware): Promise<{ url: string; stop: () => void }> {
  const loaded = (await import('aws-ses-v2-local')) as unknown as { default: Start | { default: Start } };
  const start = typeof loaded.default === 'function' ? loaded.default : loaded.default.default;
  const port = await freePort(preferred);
  const server = await start({ port, host: '127.0.0.1' });
  wrap(server, middleware);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
