import { IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { ACCOUNT, REGION } from '../account';
import { AccessDenied } from '../iam/access-denied';
import type { Authorize } from '../iam/authorizer';
import type { Middleware } from '../listen';

/** What IAM decides about an e-mail. */
interface Sending {
  action: string;
  from: string;
  recipients: string[];
  configurationSet: string | null;
}

const arn = (kind: 'identity' | 'configuration-set', name: string): string =>
  `arn:aws:ses:${REGION}:${ACCOUNT}:${kind}/${name}`;

/** Returns the address of `Name <address>`. */
const addressOf = (mailbox: string): string => /<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();

/** Reads an action of the older API, by the Query protocol. */
function bySending(form: URLSearchParams): Sending {
  const recipients = [...form].flatMap(([name, value]) => (name.startsWith('Destination') ? [addressOf(value)] : []));
  return {
    action: `ses:${form.get('Action')}`,
    from: addressOf(form.get('Source') ?? ''),
    recipients,
    configurationSet: form.get('ConfigurationSetName'),
  };
}

interface OutboundEmail {
  FromEmailAddress?: string;
  Destination?: Record<string, string[]>;
  ConfigurationSetName?: string;
}

/** Reads SendEmail of the newer API. */
function byOutboundEmail({ FromEmailAddress = '', Destination = {}, ConfigurationSetName }: OutboundEmail): Sending {
  return {
    action: 'ses:SendEmail',
    from: addressOf(FromEmailAddress),
    recipients: Object.values(Destination).flat().map(addressOf),
    configurationSet: ConfigurationSetName ?? null,
  };
}

/** Refuses in the words of SES, which has a form of its own. */
function refuse(
  { url = '' }: IncomingMessage,
  response: ServerResponse,
  { user, action, resource }: AccessDenied,
): void {
  const message = `User \`${user}' is not authorized to perform \`${action}' on resource \`${resource}'`;
  if (url.startsWith('/v2/')) {
    response
      .writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' })
      .end(JSON.stringify({ message }));
    return;
  }
  const error = `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
  response.writeHead(403, { 'content-type': 'text/xml' }).end(`<ErrorResponse>${error}</ErrorResponse>`);
}

/** Returns a request that was read, with its body to be read again. */
function again(request: IncomingMessage, body: string): IncomingMessage {
  const { method, url, headers, rawHeaders, httpVersion } = request;
  const copy = Object.assign(new IncomingMessage(request.socket), { method, url, headers, rawHeaders, httpVersion });
  copy.push(body);
  copy.push(null);
  return copy;
}

function sendingOf({ url = '' }: IncomingMessage, body: string): Sending {
  if (!url.startsWith('/v2/')) return bySending(new URLSearchParams(body));
  return byOutboundEmail(JSON.parse(body || '{}') as OutboundEmail);
}

/** Asks for permission before each request to an API of SES. The inbox is not one. */
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
    const path = (request.url ?? '').split('?')[0]!;
    if (request.method !== 'POST' || !(path === '/' || path.startsWith('/v2/'))) return serve(request, response);
    return void ask(serve, request, response).catch((error: unknown) => {
      if (error instanceof AccessDenied) return refuse(request, response, error);
      console.error(error);
      return response.writeHead(400).end();
    });
  };
}
