import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from './guard';

type Refuse = (request: IncomingMessage, response: ServerResponse, refusal: Refusal) => void;
type Wording = Record<Refusal, readonly [status: number, code: string, message: string]>;

const FOREIGN = 'The embedded cloud answers at 127.0.0.1 or localhost, and to no web page.';
const BY_POST = 'The embedded cloud takes this request by POST only.';
const INVALID = 'The security token included in the request is invalid.';

/** The wording of S3. */
const S3_WORDING: Wording = {
  foreign: [403, 'AccessDenied', FOREIGN],
  method: [405, 'MethodNotAllowed', BY_POST],
  missing: [403, 'AccessDenied', 'Access Denied'],
  unknown: [403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'],
};

/** The wording of the services with JSON protocols. */
const JSON_WORDING: Wording = {
  foreign: [403, 'AccessDeniedException', FOREIGN],
  method: [405, 'MethodNotAllowedException', BY_POST],
  missing: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  unknown: [403, 'UnrecognizedClientException', INVALID],
};

/** The wording of the services with the Query protocol. */
const QUERY_WORDING: Wording = {
  foreign: [403, 'AccessDenied', FOREIGN],
  method: [405, 'MethodNotAllowed', BY_POST],
  missing: [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
  unknown: [403, 'InvalidClientTokenId', INVALID],
};

function answerXml({ method }: IncomingMessage, response: ServerResponse, status: number, xml: string): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(method === 'HEAD' ? undefined : `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`);
}

/** Refuses a request of S3. */
export const refuseS3: Refuse = (request, response, refusal) => {
  const [status, code, message] = S3_WORDING[refusal];
  answerXml(request, response, status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
};

/** Refuses a request of SES, or of SQS by its older protocol. */
export const refuseQuery: Refuse = (request, response, refusal) => {
  const [status, code, message] = QUERY_WORDING[refusal];
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  answerXml(request, response, status, `<ErrorResponse>${error}</ErrorResponse>`);
};

/** Refuses a request of EventBridge, SSM, Lambda, SQS, or of the cloud's own verbs. */
export const refuseJson: Refuse = (_request, response, refusal) => {
  const [status, code, message] = JSON_WORDING[refusal];
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code })
    .end(JSON.stringify({ __type: code, message, error: message }));
};
