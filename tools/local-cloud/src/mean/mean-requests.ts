import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Around } from '../listen';
import type { Fate } from './fate';

const SLOW_DOWN =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';
const THROTTLED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Maximum sending rate exceeded.</Message></Error></ErrorResponse>';

/** Hears the request out, without which a client may never read the answer. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, body: string): void {
  request.resume();
  response.writeHead(status, { 'content-type': 'text/xml' }).end(request.method === 'HEAD' ? undefined : body);
}

/** Lets the request be served, and cuts the connection when it is about to be answered. */
function withoutAnswer(
  serve: RequestListener,
  request: IncomingMessage,
  response: ServerResponse & { req: IncomingMessage },
): void {
  response.on('error', () => undefined);
  response.writeHead = () => {
    response.destroy();
    return response;
  };
  serve(request, response);
}

/** S3 that is too busy now and then, or breaks the connection before or after it has done what it was asked for. */
export const meanStore =
  (fate: Fate): Around =>
  (serve) =>
  (request, response) => {
    if (fate.strikes('reset')) return void request.socket.destroy();
    if (fate.strikes('slowDown')) return refuse(request, response, 503, SLOW_DOWN);
    if (fate.strikes('resetAfterwards')) return withoutAnswer(serve, request, response);
    return serve(request, response);
  };

/** SES that throttles, or does not say that it has sent; whoever looks into its inbox is left alone. */
export const meanMail =
  (fate: Fate): Around =>
  (serve) =>
  (request, response) => {
    if (request.method !== 'POST') return serve(request, response);
    if (fate.strikes('mailThrottled')) return refuse(request, response, 400, THROTTLED);
    return fate.strikes('mailAnswerLost') ? withoutAnswer(serve, request, response) : serve(request, response);
  };
