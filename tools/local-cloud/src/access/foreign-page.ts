import type { IncomingMessage } from 'node:http';

/** Values of Sec-Fetch-Site with which a browser sends what its user typed, or what the server's own page asked for. */
const OWN_FETCHES = new Set([undefined, 'none', 'same-origin']);

/**
 * Whether a request comes from a web page that is not the server's own, or by a name other than 127.0.0.1 or localhost,
 * which may be a domain that resolves to 127.0.0.1 (DNS rebinding). Browsers set all three headers, and no page can
 * change them.
 */
export function isForeign({ headers: { host, origin, 'sec-fetch-site': site }, socket }: IncomingMessage): boolean {
  const isOwnHost = host === `127.0.0.1:${socket.localPort}` || host === `localhost:${socket.localPort}`;
  const isOwnOrigin = origin === undefined || origin === `http://${host}`;
  return !isOwnHost || !isOwnOrigin || !OWN_FETCHES.has(site as string | undefined);
}
