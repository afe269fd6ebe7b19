import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { NameUnsafe } from '../access/path-within';
import { functionArn, nameOf } from '../account';
import { AwsError } from '../aws-error';
import { PostDeployFailed } from '../deploy/deploy';
import { TemplateUnsupported } from '../deploy/intrinsics';
import { eventPermissions } from '../eventbridge/permissions';
import { PatternInvalid } from '../eventbridge/pattern/value-test';
import { AccessDenied } from '../iam/access-denied';
import type { RequestContext } from '../iam/conditions';
import { KEEP_ALIVE_MS, type Middleware } from '../listen';
import { decryptions, SSM_ACTIONS } from '../ssm/actions';
import { parameterPermissions } from '../ssm/permissions';
import { inputOf } from './input';
import { localVerb } from './local-verbs';
import type { Served } from './served';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers }).end(JSON.stringify(body));
}

/** Serves an action of EventBridge or SSM. `authorize` refuses what the caller is not permitted. */
async function jsonApi(
  target: string,
  input: object,
  { bridge, parameters, faults: { eventActions }, usage, now }: Served,
  authorize: (action: string, resource: string, context?: RequestContext) => void,
): Promise<object> {
  const [service = '', action = ''] = target.split('.');
  if (service === 'AWSEvents' && Object.hasOwn(eventActions, action)) {
    for (const { resource, context } of eventPermissions(action, input))
      authorize(`events:${action}`, resource, context);
    return eventActions[action]!(bridge, input, now());
  }
  if (service === 'AmazonSSM' && Object.hasOwn(SSM_ACTIONS, action)) {
    for (const permission of parameterPermissions(parameters, action, input))
      authorize(permission.action, permission.resource, permission.context);
    usage.ssm(decryptions(parameters, input));
    return SSM_ACTIONS[action]!(parameters, input, now());
  }
  throw new AwsError('UnknownOperationException', `${target} is not an operation that the embedded cloud knows.`);
}

async function invoke(name: string, body: string, { lambda }: Served, response: ServerResponse): Promise<void> {
  const { result, error } = await lambda.invoke(name, body ? JSON.parse(body) : {});
  if (error) {
    const unhandled = { errorType: error.name, errorMessage: error.message };
    return answer(response, 200, unhandled, { 'x-amz-function-error': 'Unhandled' });
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result ?? null));
}

async function serve(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const path = request.url!.split('?')[0]!;
  const body = await text(request);
  const invoked = INVOKE.exec(path)?.[1];
  const target = request.headers['x-amz-target'];
  if (path === '/_local/attach') return served.clients.attach(response);
  if (path.startsWith('/_local/')) return answer(response, 200, await localVerb(path, body, served));
  const authorize = (action: string, resource: string, context?: RequestContext): void =>
    served.authorize(request, action, resource, context);
  if (invoked) {
    const name = decodeURIComponent(invoked);
    authorize('lambda:InvokeFunction', functionArn(nameOf(name)));
    return invoke(name, body, served, response);
  }
  if (typeof target === 'string') return answer(response, 200, await jsonApi(target, inputOf(body), served, authorize));
  throw new AwsError(
    'UnknownOperationException',
    `${request.method} ${path} is not an operation that the embedded cloud knows.`,
    404,
  );
}

/** Errors that the caller causes or can correct, in addition to those of AWS. */
const CALLER_ERRORS = [TemplateUnsupported, PostDeployFailed, PatternInvalid, NameUnsafe, SyntaxError];

function fail(response: ServerResponse, error: unknown): void {
  const { code, message, name } = error as AwsError;
  // Lambda answers 403 to what IAM refuses, the services with JSON protocols 400.
  const isRefusal = error instanceof AccessDenied && error.action.startsWith('lambda:');
  const status = isRefusal ? 403 : (error as AwsError).status;
  const isAws = error instanceof AwsError;
  const isExpected = isAws || CALLER_ERRORS.some((type) => error instanceof type);
  if (!isExpected) console.error(error);
  const type = isAws ? code : isExpected ? name : 'InternalFailure';
  answer(
    response,
    isAws ? status : isExpected ? 400 : 500,
    { __type: type, message, error: message },
    { 'x-amzn-errortype': type },
  );
}

/** Creates the control server, which does not listen yet. */
export function controlServer(guard: Middleware, served: Served): Server {
  const server = createServer(
    guard((request, response) => {
      serve(request, response, served).catch((error: unknown) => fail(response, error));
    }),
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}
