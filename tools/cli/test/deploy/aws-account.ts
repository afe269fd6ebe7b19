import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type CloudHandle, startCloud } from '@customer-files/local-cloud';
import { type Stack, Stacks, ValidationError } from './stacks';

/** A call that changed something: `CreateStack customer-files-events-test`, `PutObject receive.zip`, `Invoke customer-files-...`. */
type Call = string;

const escaped = (text: string): string => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);

/** XML of elements with text. */
const elements = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([name, text]) => `<${name}>${escaped(text)}</${name}>`)
    .join('');

/**
 * An AWS account at one endpoint: CloudFormation, STS and ECR as far as a deploy, a smoke test and a removal ask, in front of
 * an embedded cloud that serves everything else. What is deployed into it really runs.
 */
export class AwsAccount {
  readonly calls: Call[] = [];
  /** The regions of the requests, as their signatures say. */
  readonly regions = new Set<string>();
  /** Actions that are refused, with what they answer; by call. */
  readonly failures = new Map<Call, string>();
  readonly stacks: Stacks;
  private readonly server: Server = createServer((request, response) => {
    this.answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });

  private constructor(
    readonly cloud: CloudHandle,
    private readonly folder: string,
  ) {
    this.stacks = new Stacks(cloud, join(folder, 'stacks'));
  }

  /** Starts an account without a stack, on free ports of 127.0.0.1. */
  static async start(): Promise<AwsAccount> {
    const folder = mkdtempSync(join(tmpdir(), 'customer-files-account-'));
    const account = new AwsAccount(await startCloud({ state: join(folder, 'cloud'), ports: 'free' }), folder);
    account.server.listen(0, '127.0.0.1');
    await once(account.server, 'listening');
    return account;
  }

  /** The environment of a program that uses the account. */
  get environment(): Record<string, string> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.cloud.endpoints.credentials;
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_REGION: '',
      // The framework looks at a stack every five seconds.
      SLS_AWS_MONITORING_FREQUENCY: '1',
      // A third of the time of a run of the framework is compiling it.
      NODE_COMPILE_CACHE: join(this.folder, 'compiled'),
    };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    await this.cloud.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { authorization = '', 'x-amz-target': target = '', 'content-type': type = '' } = request.headers;
    this.regions.add(/Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization)?.[1] ?? '?');
    if (type.startsWith('application/x-www-form-urlencoded'))
      return this.answerQuery(new URLSearchParams(body.toString()), response);
    const { control, sqs, s3 } = this.cloud.endpoints;
    const { pathname } = new URL(request.url!, control);
    const [service] = String(target).split('.');
    if (service!.startsWith('AmazonEC2ContainerRegistry'))
      return void response.writeHead(400).end('{"__type":"RepositoryNotFoundException"}');
    if (service === 'AmazonSQS') return this.forward(request, body, sqs, response);
    if (service) return this.forward(request, body, control, response);
    if (!pathname.startsWith('/2015-03-31/')) return this.answerS3(request, body, s3, response);
    // The framework compares what is deployed with what it would deploy; here, nothing is ever the same.
    if (request.method !== 'POST')
      return void response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}');
    this.calls.push(`Invoke ${pathname.split('/')[3]}`);
    return this.forward(request, body, control, response);
  }

  private answerS3(request: IncomingMessage, body: Buffer, s3: string, response: ServerResponse): void {
    const name = request.url!.split('?')[0]!.split('/').at(-1);
    if (request.method === 'PUT') this.calls.push(`PutObject ${name}`);
    if (request.method === 'DELETE') this.calls.push(`Delete ${name}`);
    this.forward(request, body, s3, response);
  }

  private forward({ method, url, headers }: IncomingMessage, body: Buffer, to: string, response: ServerResponse): void {
    const { host } = new URL(to);
    const forwarded = httpRequest(`${to}${url}`, { method, headers: { ...headers, host } }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', (error) => response.writeHead(502).end(error.message));
    forwarded.end(body);
  }

  private async answerQuery(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const action = form.get('Action')!;
    const name = (form.get('StackName') ?? '').replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1');
    if (/^(Create|Update|Delete)Stack$/.test(action)) this.calls.push(`${action} ${name}`);
    try {
      const failure = this.failures.get(`${action} ${name}`);
      if (failure) throw new ValidationError(failure);
      const result = await this.resultOf(action, name, form);
      const answer = `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
      response.writeHead(200, { 'content-type': 'text/xml' }).end(answer);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const fault = elements({ Type: 'Sender', Code: 'ValidationError', Message: error.message });
      response.writeHead(400).end(`<ErrorResponse><Error>${fault}</Error></ErrorResponse>`);
    }
  }

  private async resultOf(action: string, name: string, form: URLSearchParams): Promise<string> {
    const { account } = this.cloud.endpoints;
    const StackId = `arn:aws:cloudformation:eu-west-1:${account}:stack/${name}/1`;
    switch (action) {
      case 'GetCallerIdentity':
        return elements({ Arn: `arn:aws:iam::${account}:user/test`, UserId: '1', Account: account });
      case 'CreateStack':
        await this.stacks.create(name, form.get('TemplateBody')!);
        return elements({ StackId });
      case 'UpdateStack':
        await this.stacks.update(name, form.get('TemplateURL')!);
        return elements({ StackId });
      case 'DeleteStack':
        await this.stacks.delete(name);
        return '';
      case 'DescribeStacks':
        return `<Stacks><member>${describe(this.stacks.find(name), StackId)}</member></Stacks>`;
      case 'DescribeStackEvents':
        return `<StackEvents>${eventsOf(this.stacks.find(name), StackId)}</StackEvents>`;
      case 'DescribeStackResource':
        return `<StackResourceDetail>${elements({
          StackName: name,
          LogicalResourceId: form.get('LogicalResourceId')!,
          PhysicalResourceId: this.stacks.physicalId(name, form.get('LogicalResourceId')!),
          ResourceType: 'AWS::S3::Bucket',
          ResourceStatus: 'CREATE_COMPLETE',
        })}</StackResourceDetail>`;
      case 'ListStackResources':
        this.stacks.find(name);
        return '<StackResourceSummaries></StackResourceSummaries>';
      case 'ValidateTemplate':
        return '';
      default:
        throw new Error(`${action} is not an action that this account knows`);
    }
  }
}

const describe = ({ name, status }: Stack, StackId: string): string =>
  elements({ StackId, StackName: name, StackStatus: status, CreationTime: '2026-01-01T00:00:00Z' });

/** The newest first, as CloudFormation lists them. */
const eventsOf = ({ name, events }: Stack, StackId: string): string =>
  events
    .toReversed()
    .map(({ id, logicalId, type, status, reason }) =>
      elements({
        EventId: id,
        StackId,
        StackName: name,
        LogicalResourceId: logicalId,
        PhysicalResourceId: StackId,
        ResourceType: type,
        ResourceStatus: status,
        ResourceStatusReason: reason,
      }),
    )
    .map((event) => `<member>${event}</member>`)
    .join('');
