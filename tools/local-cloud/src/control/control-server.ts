import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { AwsError } from '../aws-error';
import { AfterwardsFailed, type Deployer, type Deployment } from '../deploy/deploy';
import { TemplateUnsupported } from '../deploy/intrinsics';
import type { EventBridge } from '../eventbridge/event-bridge';
import { PatternInvalid } from '../eventbridge/pattern/pattern-invalid';
import type { Lambda } from '../lambda/lambda';
import type { Clients } from '../lifecycle/clients';
import type { Temper } from '../mean/mean';
import type { MeanSettings } from '../mean/odds';
import { decryptions, SSM_ACTIONS } from '../ssm/actions';
import type { Parameters } from '../ssm/parameters';
import type { Usage } from '../usage/usage';

/** What the control server serves: EventBridge, SSM and Lambda by their own protocols, and a few verbs of our own. */
export interface Served {
  bridge: EventBridge;
  parameters: Parameters;
  lambda: Lambda;
  deployer: Deployer;
  clients: Clients;
  /** How its actions of EventBridge behave, and what makes them so. */
  temper: Pick<Temper, 'eventActions' | 'set'>;
  usage: Usage;
  now: () => Date;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers }).end(JSON.stringify(body));
}

async function jsonApi(
  target: string,
  input: object,
  { bridge, parameters, temper: { eventActions }, usage, now }: Served,
): Promise<object> {
  const [service = '', action = ''] = target.split('.');
  if (service === 'AWSEvents' && eventActions[action]) return eventActions[action](bridge, input, now());
  if (service === 'AmazonSSM') usage.ssm(decryptions(parameters, input));
  if (service === 'AmazonSSM' && SSM_ACTIONS[action]) return SSM_ACTIONS[action](parameters, input, now());
  throw new AwsError('UnknownOperationException', `${target} is not an operation that the embedded cloud knows.`);
}

async function invoke(name: string, body: string, { lambda }: Served, response: ServerResponse): Promise<void> {
  const { result, error } = await lambda.invoke(decodeURIComponent(name), body ? JSON.parse(body) : {});
  if (error)
    answer(
      response,
      200,
      { errorType: error.name, errorMessage: error.message },
      { 'x-amz-function-error': 'Unhandled' },
    );
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result ?? null));
}

async function localVerb(
  path: string,
  body: string,
  { clients, deployer, lambda, temper, usage }: Served,
  response: ServerResponse,
): Promise<void> {
  if (path === '/_local/attach') return clients.attach(response);
  if (path === '/_local/clients') return answer(response, 200, { clients: clients.count, serving: clients.serving });
  if (path === '/_local/leave')
    return answer(response, 200, { clients: clients.leave((JSON.parse(body) as { client: number }).client) });
  if (path === '/_local/functions') return answer(response, 200, lambda.report());
  if (path === '/_local/usage') return answer(response, 200, usage.read());
  if (path === '/_local/recycle') {
    await lambda.recycle();
    return answer(response, 200, {});
  }
  if (path === '/_local/serving') {
    clients.serving = (JSON.parse(body) as { serving: boolean }).serving;
    return answer(response, 200, {});
  }
  if (path === '/_local/mean' && temper.set) {
    await temper.set((JSON.parse(body) as { settings: MeanSettings | null }).settings);
    return answer(response, 200, {});
  }
  if (path === '/_local/deploy') {
    const deployment = JSON.parse(body) as Deployment;
    const changed = await deployer.deploy(deployment);
    if (changed) clients.tell({ type: 'deployed', service: deployment.service });
    return answer(response, 200, { changed });
  }
  throw new AwsError('UnknownOperationException', `${path} is not a verb of the embedded cloud.`, 404);
}

async function serve(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const path = request.url!.split('?')[0]!;
  const body = await text(request);
  const invoked = INVOKE.exec(path)?.[1];
  const target = request.headers['x-amz-target'];
  if (path.startsWith('/_local/')) return localVerb(path, body, served, response);
  if (invoked) return invoke(invoked, body, served, response);
  if (typeof target === 'string')
    return answer(response, 200, await jsonApi(target, JSON.parse(body) as object, served));
  throw new AwsError(
    'UnknownOperationException',
    `${request.method} ${path} is not an operation that the embedded cloud knows.`,
    404,
  );
}

/** What a caller has done, or can mend, beside errors of AWS. */
const UNDERSTOOD = [TemplateUnsupported, AfterwardsFailed, PatternInvalid, SyntaxError];

function fail(response: ServerResponse, error: unknown): void {
  const { code, status, message, name } = error as AwsError;
  const known = error instanceof AwsError;
  const understood = known || UNDERSTOOD.some((type) => error instanceof type);
  if (!understood) console.error(error);
  const type = known ? code : understood ? name : 'InternalFailure';
  answer(
    response,
    known ? status : understood ? 400 : 500,
    { __type: type, message, error: message },
    { 'x-amzn-errortype': type },
  );
}

/** A page in a browser must not reach the cloud through a name of its own that points here. */
const isLoopbackName = (host: string | undefined): boolean => /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host ?? '');

/** The server; not yet listening. */
export function controlServer(served: Served): Server {
  const server = createServer((request, response) => {
    if (!isLoopbackName(request.headers.host) || request.headers.origin)
      return answer(response, 403, { message: 'only by 127.0.0.1 or localhost, and by no page in a browser' });
    serve(request, response, served).catch((error: unknown) => fail(response, error));
  });
  // Longer than clients keep an idle connection, so that they never meet one that is just being closed.
  server.keepAliveTimeout = 65_000;
  return server;
}
