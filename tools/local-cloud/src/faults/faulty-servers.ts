import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Middleware } from '../listen';
import type { FaultInjector } from './fault-injector';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const SLOW_DOWN =
  `${DECLARATION}<Error><Code>SlowDown</Code>` + '<Message>Please reduce your request rate.</Message></Error>';
const THROTTLED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>' +
  '<Message>Maximum sending rate exceeded.</Message></Error></ErrorResponse>';

/** Answers with an error and drains the request: a client that is still sending may not read the answer otherwise. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, body: string): void {
  request.resume();
  response.writeHead(status, { 'content-type': 'text/xml' }).end(request.method === 'HEAD' ? undefined : body);
}

/** Serves the request, and cuts the connection when the answer is about to be sent. */
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

/** S3 that throttles now and then, or resets the connection before or after it has served the request. */
export const faultyS3 =
  (faults: FaultInjector): Middleware =>
  (serve) =>
  (request, response) => {
    if (faults.shouldInject('reset')) return void request.socket.destroy();
    if (faults.shouldInject('slowDown')) return refuse(request, response, 503, SLOW_DOWN);
    if (faults.shouldInject('resetAfterwards')) return withoutAnswer(serve, request, response);
    return serve(request, response);
  };

/** SES that throttles now and then, or sends an e-mail without an answer. Requests to its inbox always succeed. */
export const faultySes =
  (faults: FaultInjector): Middleware =>
  (serve) =>
  (request, response) => {
    if (request.method !== 'POST') return serve(request, response);
    if (faults.shouldInject('mailThrottled')) return refuse(request, response, 400, THROTTLED);
    return faults.shouldInject('mailAnswerLost') ? withoutAnswer(serve, request, response) : serve(request, response);
  };
