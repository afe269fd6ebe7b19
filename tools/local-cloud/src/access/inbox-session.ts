import type { IncomingMessage } from 'node:http';
import type { Middleware } from '../listen';
import { isSame, randomSecret } from './access-keys';

const COOKIE = 'local-cloud-inbox';

/** Returns the token in the address of the inbox, or null if there is none. */
function addressed({ method, url = '' }: IncomingMessage): string | null {
  return method === 'GET' && url.startsWith('/?') ? new URLSearchParams(url.slice(2)).get('token') : null;
}

function cookieOf({ headers: { cookie = '' }, socket }: IncomingMessage): string | null {
  const name = `${COOKIE}-${socket.localPort}=`;
  const found = cookie.split('; ').find((one) => one.startsWith(name));
  return found === undefined ? null : found.slice(name.length);
}

/**
 * How a browser opens the inbox: by an address with a token, which becomes a cookie. The token opens nothing else,
 * because browsers send a cookie to every port of 127.0.0.1, also to a server of another user.
 */
export class InboxSession {
  private readonly token = randomSecret();

  /** Returns the address of the inbox for a browser. */
  addressAt = (ses: string): string => `${ses}/?token=${this.token}`;

  /** Whether a request has the token, in its address or as cookie. */
  admits(request: IncomingMessage): boolean {
    const given = addressed(request) ?? cookieOf(request);
    return given !== null && isSame(given, this.token);
  }

  /** Turns the token of the address into a cookie. To be used behind the guard. */
  readonly opened: Middleware = (serve) => (request, response) => {
    if (addressed(request) === null) return serve(request, response);
    response
      .writeHead(303, {
        location: '/',
        'set-cookie': `${COOKIE}-${request.socket.localPort}=${this.token}; HttpOnly; SameSite=Strict; Path=/`,
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      })
      .end();
  };
}
