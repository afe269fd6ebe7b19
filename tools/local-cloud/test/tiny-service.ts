import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';

/** A resource of a template. */
export interface TinyResource {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** The content of a package: resources by logical id, and the code of every function by name. */
export interface TinyService {
  resources: Record<string, TinyResource>;
  code?: Record<string, string>;
}

/** Options of a function. */
interface TinyFunction {
  variables?: object;
  /** Seconds. */
  timeout?: number;
  packagedAt?: string;
}

const arnOf = (logicalId: string): object => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export const queue = (QueueName: string, more: object = {}): TinyResource => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, ...more },
});

/** A queue whose redrive policy refers to another queue of the template. */
export const queueWithDeadLetters = (name: string, deadLettersId: string, maxReceiveCount: number): TinyResource =>
  queue(name, { RedrivePolicy: { deadLetterTargetArn: arnOf(deadLettersId), maxReceiveCount } });

/** A function; its code is the `index.js` of its bundle. `packagedAt` is the time stamp in its S3 key. */
export const lambda = (
  FunctionName: string,
  { variables = {}, timeout = 20, packagedAt = 'now' }: TinyFunction = {},
): TinyResource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName,
    Handler: 'index.handler',
    MemorySize: 128,
    Timeout: timeout,
    Environment: { Variables: variables },
    Code: { S3Bucket: 'deployments', S3Key: `serverless/tiny/local/${packagedAt}/${FunctionName}.zip` },
  },
});

/** An event source mapping between a queue and a function of the template. */
export const mapping = (functionId: string, queueId: string): TinyResource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: arnOf(functionId),
    EventSourceArn: arnOf(queueId),
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  },
});

/** A rule with a queue of the template as target. */
export const rule = (
  Name: string,
  EventPattern: object,
  queueId: string,
  EventBusName: unknown = 'default',
): TinyResource => ({
  Type: 'AWS::Events::Rule',
  Properties: { Name, EventBusName, EventPattern, Targets: [{ Id: 'queue', Arn: arnOf(queueId) }] },
});

/** A role that Lambda may assume, with the statements of its only policy. */
export const role = (statements: object[], more: object = {}): TinyResource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'all', PolicyDocument: { Statement: statements } }],
    ...more,
  },
});

/** The policy of a queue of the template: rules may send to it. */
const openToRules = (queueId: string): TinyResource => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: queueId }],
    PolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' }],
    },
  },
});

const idsOf = (resources: TinyService['resources'], type: string): string[] =>
  Object.keys(resources).filter((id) => resources[id]!.Type === type);

/**
 * What a template has to have to work, and what most tests are not about: a role of each function that may do everything,
 * and, unless the template has queue policies, queues that are open to rules.
 */
function withPermissions(resources: TinyService['resources']): TinyService['resources'] {
  const all = { ...resources };
  for (const id of idsOf(resources, 'AWS::Lambda::Function')) {
    const { Type, Properties } = resources[id]!;
    if (Properties?.Role !== undefined) continue;
    all[id] = { Type, Properties: { ...Properties, Role: arnOf(`${id}Role`) } };
    all[`${id}Role`] = role([{ Effect: 'Allow', Action: '*', Resource: '*' }]);
  }
  if (idsOf(resources, 'AWS::SQS::QueuePolicy').length === 0)
    for (const id of idsOf(resources, 'AWS::SQS::Queue')) all[`${id}Policy`] = openToRules(id);
  return all;
}

/** Writes a service into a directory, with the permissions that its template lacks. Returns the directory. */
export function writeService(folder: string, { resources, code = {} }: TinyService): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'cloudformation-template-update-stack.json'),
    JSON.stringify({ Resources: withPermissions(resources) }),
  );
  for (const [name, source] of Object.entries(code)) {
    // A fixed time, so that two bundles of the same code are equal.
    writeFileSync(
      join(folder, `${name}.zip`),
      zipSync({ 'index.js': strToU8(source) }, { mtime: new Date('2026-01-01T00:00:00Z') }),
    );
  }
  return folder;
}
