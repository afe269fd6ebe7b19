import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../aws-error';

/** What IAM decides about an e-mail. */
export interface Sending {
  action: 'ses:SendEmail';
  from: string;
  recipients: string[];
  configurationSet: string | null;
}

const OUTBOUND_EMAILS = '/v2/email/outbound-emails';

/** The requests to an API of SES, with the content type of each. Exact, because Express ignores case and a last slash. */
const API: Record<string, string> = {
  'POST /': 'application/x-www-form-urlencoded',
  [`POST ${OUTBOUND_EMAILS}`]: 'application/json',
};

const INBOX = new Set(['GET /store', 'POST /clear-store']);

const routeOf = ({ method, url }: IncomingMessage): string => `${method} ${url}`;

const isOutboundEmail = ({ url }: IncomingMessage): boolean => url === OUTBOUND_EMAILS;

/** Whether a request is one of the inbox that aws-ses-v2-local serves. */
export const isOfInbox = (request: IncomingMessage): boolean => INBOX.has(routeOf(request));

/** Whether a request sends an e-mail: without a content coding, so that what is read here is what the server reads. */
export function isOfApi(request: IncomingMessage): boolean {
  const { 'content-type': type, 'content-encoding': coding } = request.headers;
  const route = routeOf(request);
  return Object.hasOwn(API, route) && API[route] === type && coding === undefined;
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message, 400);

const ADDRESS = String.raw`([^\s<>()",;:@\\]+@[^\s<>()",;:@\\]+)`;
const QUOTED = String.raw`"(?:[^"\\\r\n]|\\[^\r\n])*"\s*`;
const MAILBOX = new RegExp(String.raw`^(?:(?:${QUOTED}|[^<>()",;:@\\\r\n]*)<${ADDRESS}>|${ADDRESS})$`);

/**
 * Returns the address of `Name <address>` or `address`.
 *
 * @throws AwsError InvalidParameterValue for what is not exactly one mailbox
 */
function addressOf(mailbox: unknown): string {
  const [, named, bare] = (typeof mailbox === 'string' && MAILBOX.exec(mailbox.trim())) || [];
  const address = named ?? bare;
  if (address === undefined) throw invalid(`${JSON.stringify(mailbox)} is not one e-mail address.`);
  return address;
}

/** Reads SendEmail of the older API, by the Query protocol. */
function bySending(form: URLSearchParams): Sending {
  const actions = form.getAll('Action');
  if (actions.length !== 1 || actions[0] !== 'SendEmail')
    throw new AwsError('InvalidAction', 'The embedded cloud has SendEmail only.', 400);
  return {
    action: 'ses:SendEmail',
    from: addressOf(form.get('Source')),
    recipients: [...form].flatMap(([name, value]) => (name.startsWith('Destination') ? [addressOf(value)] : [])),
    configurationSet: form.get('ConfigurationSetName'),
  };
}

interface OutboundEmail {
  FromEmailAddress?: unknown;
  Destination?: object;
  Content?: object;
  ConfigurationSetName?: string;
}

/** Reads SendEmail of the newer API. A raw message has a sender of its own, which no policy would be asked about. */
function byOutboundEmail(body: string): Sending {
  const { FromEmailAddress, Destination, Content, ConfigurationSetName } = JSON.parse(body) as OutboundEmail;
  if (Object.keys(Content ?? {}).join() !== 'Simple')
    throw invalid('The embedded cloud sends e-mails with the content Simple only.');
  return {
    action: 'ses:SendEmail',
    from: addressOf(FromEmailAddress),
    recipients: Object.values(Destination ?? {})
      .flat()
      .map(addressOf),
    configurationSet: ConfigurationSetName ?? null,
  };
}

/**
 * Reads what a request to an API of SES sends.
 *
 * @throws AwsError InvalidParameterValue or InvalidAction
 */
export function sendingOf(request: IncomingMessage, body: string): Sending {
  try {
    return isOutboundEmail(request) ? byOutboundEmail(body) : bySending(new URLSearchParams(body));
  } catch (error) {
    throw error instanceof AwsError ? error : invalid((error as Error).message);
  }
}

const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Answers an error in the protocol of the request. */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  [status, code, message]: [status: number, code: string, message: string],
): void {
  if (isOutboundEmail(request)) {
    const name = code.replace(/^AccessDenied$/, 'AccessDeniedException').replace(/^Invalid.*/, 'BadRequestException');
    response
      .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name })
      .end(JSON.stringify({ message }));
    return;
  }
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'text/xml' }).end(`<ErrorResponse>${error}</ErrorResponse>`);
}
