import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from '../listen';
import type { KeyRefusal } from './access-keys';
import { isForeign } from './foreign-page';

/** Why a request is refused: by a foreign page, by a method that must change nothing, or by its key. */
export type Refusal = 'foreign' | 'method' | KeyRefusal;

/** Which requests a server admits, and how its protocol words a refusal. */
export interface Door {
  /** Returns why a request is refused, or null. */
  admit: (request: IncomingMessage) => Refusal | null;
  /** Answers a refused request. */
  refuse: (request: IncomingMessage, response: ServerResponse, refusal: Refusal) => void;
}

/**
 * The guard of every server of the embedded cloud: no web page but the server's own, and nobody without a key of this
 * run. It is the outermost middleware, so a refused request changes and counts nothing.
 */
export const guarded =
  ({ admit, refuse }: Door): Middleware =>
  (serve) =>
  (request, response) => {
    const refusal = isForeign(request) ? 'foreign' : admit(request);
    if (refusal === null) return serve(request, response);
    // A client that is still sending may not read the answer, unless its body is drained.
    request.resume();
    return refuse(request, response, refusal);
  };
