import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';

/** A resource of a template. */
export interface TinyResource {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** A service as `serverless package` leaves it: resources by their logical ids, and the code of every function by its name. */
export interface TinyService {
  resources: Record<string, TinyResource>;
  code?: Record<string, string>;
}

/** What may be said of a function; its time-out in seconds. */
interface TinyFunction {
  variables?: object;
  timeout?: number;
  packagedAt?: string;
}

const arnOf = (logicalId: string): object => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export const queue = (QueueName: string, more: object = {}): TinyResource => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, ...more },
});

/** A queue whose messages go to the dead letters, another queue of the template, after so many failures. */
export const queueWithDeadLetters = (name: string, deadLettersId: string, maxReceiveCount: number): TinyResource =>
  queue(name, { RedrivePolicy: { deadLetterTargetArn: arnOf(deadLettersId), maxReceiveCount } });

/** A function; its code is the `index.js` of its bundle. `packagedAt` is the time that packaging puts into the key. */
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

/** Lets a queue of the template invoke a function of the template. */
export const mapping = (functionId: string, queueId: string): TinyResource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: arnOf(functionId),
    EventSourceArn: arnOf(queueId),
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  },
});

/** A rule that brings what matches to a queue of the template. */
export const rule = (
  Name: string,
  EventPattern: object,
  queueId: string,
  EventBusName: unknown = 'default',
): TinyResource => ({
  Type: 'AWS::Events::Rule',
  Properties: { Name, EventBusName, EventPattern, Targets: [{ Id: 'queue', Arn: arnOf(queueId) }] },
});

/** Writes a service into a folder, over what was there. Returns the folder. */
export function writeService(folder: string, { resources, code = {} }: TinyService): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cloudformation-template-update-stack.json'), JSON.stringify({ Resources: resources }));
  for (const [name, source] of Object.entries(code)) {
    // A time in the zip would make two bundles of the same code differ.
    writeFileSync(
      join(folder, `${name}.zip`),
      zipSync({ 'index.js': strToU8(source) }, { mtime: new Date('2026-01-01T00:00:00Z') }),
    );
  }
  return folder;
}
