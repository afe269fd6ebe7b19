import type { Socket } from 'node:dgram';

/** The header of each message to the X-Ray daemon. */
const HEADER = '{"format":"json","version":1}\n';

let socket: Promise<Socket> | undefined;

/** Is loaded with the first segment, so that a function that is not sampled does not load it at all. */
async function openSocket(): Promise<Socket> {
  const { createSocket } = await import('node:dgram');
  // A trace may have gaps: an error of the socket is nothing that the function could do anything about.
  return createSocket('udp4')
    .on('error', () => undefined)
    .unref();
}

/**
 * Sends a segment document to the X-Ray daemon, which Lambda runs beside each sampled invocation. Resolves when the operating
 * system has the datagram, whether or not a daemon listens: Lambda freezes the process right after its answer. Does
 * nothing where the environment names no daemon.
 */
export async function sendToDaemon(document: object): Promise<void> {
  const [, host, port] = /^(.+):(\d+)$/.exec(process.env.AWS_XRAY_DAEMON_ADDRESS ?? '') ?? [];
  if (!host) return;
  const daemon = await (socket ??= openSocket());
  await new Promise<void>((resolve) => {
    daemon.send(HEADER + JSON.stringify(document), Number(port), host, () => resolve());
  });
}
