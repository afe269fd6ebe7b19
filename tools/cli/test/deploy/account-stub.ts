import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that a deploy made: `CreateStack customer-files-events-test`, `PutObject receive.zip`, `Invoke customer-files-...`. */
type Call = string;

const ACCOUNT = '123456789012';

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

const xml = (action: string, result: string): string =>
  `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;

/** Answers CloudFormation, STS, S3 and Lambda as far as a deploy asks: stacks appear at once, and buckets keep nothing. */
export class AccountStub {
  readonly calls: Call[] = [];
  /** The regions of the requests, as their signatures say. */
  readonly regions = new Set<string>();
  /** Actions that fail, with what they answer; by call. */
  readonly failures = new Map<Call, string>();
  private readonly stacks = new Map<string, string>();
  private readonly server: Server = createServer((request, response) => {
    this.answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });

  /** Starts to listen on a free port of 127.0.0.1. */
  static async start(): Promise<AccountStub> {
    const stub = new AccountStub();
    stub.server.listen(0, '127.0.0.1');
    await once(stub.server, 'listening');
    return stub;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    this.regions.add(/Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '?');
    const url = new URL(request.url!, this.endpoint);
    if (url.pathname.startsWith('/2015-03-31/functions/')) return this.answerLambda(request, url, response);
    if (request.method === 'POST' && url.pathname === '/') return this.answerQuery(new URLSearchParams(body), response);
    return this.answerS3(request, url, response);
  }

  private answerLambda({ method }: IncomingMessage, { pathname }: URL, response: ServerResponse): void {
    const name = pathname.split('/')[3]!;
    if (method !== 'POST') {
      response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}');
      return;
    }
    this.calls.push(`Invoke ${name}`);
    const failure = this.failures.get(`Invoke ${name}`);
    response
      .writeHead(200, failure ? { 'x-amz-function-error': 'Unhandled' } : {})
      .end(failure ? JSON.stringify({ errorMessage: failure }) : '{"ran":[]}');
  }

  private answerS3({ method }: IncomingMessage, { pathname }: URL, response: ServerResponse): void {
    if (method === 'PUT') this.calls.push(`PutObject ${pathname.split('/').at(-1)}`);
    response
      .writeHead(200, { 'x-amz-bucket-region': 'eu-west-1', etag: '"1"' })
      .end(method === 'GET' ? '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' : '');
  }

  private answerQuery(form: URLSearchParams, response: ServerResponse): void {
    const action = form.get('Action')!;
    const stack = (form.get('StackName') ?? '').replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1');
    if (/^(Create|Update|Delete)Stack$/.test(action)) this.calls.push(`${action} ${stack}`);
    const failure = this.failures.get(`${action} ${stack}`);
    const message = failure ?? (this.isMissing(action, stack) ? `Stack with id ${stack} does not exist` : null);
    if (message !== null) {
      response
        .writeHead(400)
        .end(
          `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
        );
      return;
    }
    if (action === 'CreateStack') this.stacks.set(stack, 'CREATE_COMPLETE');
    if (action === 'UpdateStack') this.stacks.set(stack, 'UPDATE_COMPLETE');
    response.writeHead(200, { 'content-type': 'text/xml' }).end(xml(action, this.resultOf(action, stack)));
  }

  private isMissing(action: string, stack: string): boolean {
    return /^(Update|Describe|Get|List)/.test(action) && stack !== '' && !this.stacks.has(stack);
  }

  private resultOf(action: string, stack: string): string {
    const id = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/${stack}/1`;
    const status = this.stacks.get(stack) ?? '';
    switch (action) {
      case 'GetCallerIdentity':
        return `<Arn>arn:aws:iam::${ACCOUNT}:user/test</Arn><UserId>1</UserId><Account>${ACCOUNT}</Account>`;
      case 'DescribeStackResource':
        return `<StackResourceDetail><StackName>${stack}</StackName><LogicalResourceId>ServerlessDeploymentBucket</LogicalResourceId><PhysicalResourceId>${stack}-bucket</PhysicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></StackResourceDetail>`;
      case 'DescribeStackEvents':
        return `<StackEvents><member><EventId>${status}</EventId><StackId>${id}</StackId><StackName>${stack}</StackName><LogicalResourceId>${stack}</LogicalResourceId><PhysicalResourceId>${id}</PhysicalResourceId><ResourceType>AWS::CloudFormation::Stack</ResourceType><ResourceStatus>${status}</ResourceStatus></member></StackEvents>`;
      case 'DescribeStacks':
        return `<Stacks><member><StackId>${id}</StackId><StackName>${stack}</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>`;
      case 'ListStackResources':
        return '<StackResourceSummaries></StackResourceSummaries>';
      default:
        return `<StackId>${id}</StackId>`;
    }
  }
}
