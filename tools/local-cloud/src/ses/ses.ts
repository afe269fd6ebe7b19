import { createServer, type RequestListener, type Server } from 'node:http';
import { type Around, listen } from '../listen';

type Start = (config: { port: number; host: string }) => Promise<Server>;

/** A port that is free now: aws-ses-v2-local listens by itself and cannot be given a server. */
async function freePort(preferred: number): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, preferred);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Puts something around a server that is made already. */
function wrap(server: Server, around: Around): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  for (const listener of listeners) server.on('request', around(listener));
}

/** SES, with an inbox to look at, by aws-ses-v2-local. */
export async function startSes(preferred: number, around: Around): Promise<{ url: string; stop: () => void }> {
  const loaded = (await import('aws-ses-v2-local')) as unknown as { default: Start | { default: Start } };
  const start = typeof loaded.default === 'function' ? loaded.default : loaded.default.default;
  const port = await freePort(preferred);
  const server = await start({ port, host: '127.0.0.1' });
  wrap(server, around);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
