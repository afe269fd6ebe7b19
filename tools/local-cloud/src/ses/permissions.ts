import { IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { ACCOUNT, REGION } from '../account';
import { AwsError } from '../aws-error';
import { AccessDenied } from '../iam/access-denied';
import type { Authorize } from '../iam/authorizer';
import type { Middleware } from '../listen';
import { answerError, isOfApi, isOfInbox, sendingOf } from './requests';

const arn = (kind: 'identity' | 'configuration-set', name: string): string =>
  `arn:aws:ses:${REGION}:${ACCOUNT}:${kind}/${name}`;

/** Refuses in the words of SES, which has a form of its own. */
function refuse(request: IncomingMessage, response: ServerResponse, { user, action, resource }: AccessDenied): void {
  const message = `User \`${user}' is not authorized to perform \`${action}' on resource \`${resource}'`;
  answerError(request, response, [403, 'AccessDenied', message]);
}

/** Returns a request that was read, with its body to be read again. */
function again(request: IncomingMessage, body: string): IncomingMessage {
  const { method, url, headers, rawHeaders, httpVersion } = request;
  const copy = Object.assign(new IncomingMessage(request.socket), { method, url, headers, rawHeaders, httpVersion });
  copy.push(body);
  copy.push(null);
  return copy;
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof AccessDenied) return refuse(request, response, error);
  if (error instanceof AwsError) return answerError(request, response, [error.status, error.code, error.message]);
  console.error(error);
  return answerError(request, response, [500, 'InternalFailure', 'The embedded cloud failed; its log has the error.']);
}

/**
 * Asks for permission before each request to an API of SES. The inbox is not one. Any other request is refused, because
 * aws-ses-v2-local serves more than what a permission is asked for here.
 */
export function authorizedSes(authorize: Authorize): Middleware {
  const ask = async (serve: RequestListener, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const { action, from, recipients, configurationSet } = sendingOf(request, body);
    const context = { 'ses:FromAddress': from, 'ses:Recipients': recipients };
    authorize(request, action, arn('identity', from), context);
    if (configurationSet !== null) authorize(request, action, arn('configuration-set', configurationSet), context);
    serve(again(request, body), response as ServerResponse & { req: IncomingMessage });
  };
  return (serve) => (request, response) => {
    if (isOfInbox(request)) return serve(request, response);
    if (isOfApi(request))
      return void ask(serve, request, response).catch((error: unknown) => fail(request, response, error));
    // A client that is still sending may not read the answer, unless its body is drained.
    request.resume();
    const message = 'The embedded cloud has SendEmail and the inbox only.';
    return answerError(request, response, [404, 'InvalidAction', message]);
  };
}
