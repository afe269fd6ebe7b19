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

/** Writes a service into a directory. Returns the directory. */
export function writeService(folder: string, { resources, code = {} }: TinyService): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cloudformation-template-update-stack.json'), JSON.stringify({ Resources: resources }));
  for (const [name, source] of Object.entries(code)) {
    // A fixed time, so that two bundles of the same code are equal.
    writeFileSync(
      join(folder, `${name}.zip`),
      zipSync({ 'index.js': strToU8(source) }, { mtime: new Date('2026-01-01T00:00:00Z') }),
    );
  }
  return folder;
}
