import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { functionArn, nameOf, queueArn } from '../account';
import { archive, bus, rule } from './event-resources';
import type { Create } from './resource';

/** A type without an effect in the embedded cloud. Tests of the templates, or AWS itself, check such resources. */
const noop: Create = ({ logicalId, service }) => ({
  ref: `${service}-${logicalId}`,
  attributes: { Arn: `arn:aws:local:::${service}/${logicalId}` },
});

const attributesOf = ({
  VisibilityTimeout,
  MessageRetentionPeriod,
  RedrivePolicy,
}: Record<string, unknown>): Record<string, string> => ({
  ...(VisibilityTimeout === undefined ? {} : { VisibilityTimeout: String(VisibilityTimeout) }),
  ...(MessageRetentionPeriod === undefined ? {} : { MessageRetentionPeriod: String(MessageRetentionPeriod) }),
  ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
});

const queue: Create = async ({ properties }, { sqs }) => {
  const name = String(properties.QueueName);
  await sqs.createQueue(name, attributesOf(properties), properties.RedrivePolicy?.maxReceiveCount);
  return { ref: sqs.urlOf(name), attributes: { Arn: queueArn(name), QueueName: name } };
};

const bucket: Create = async ({ logicalId, service, properties }, { createBucket }) => {
  const name = properties.BucketName ?? `${service}-${logicalId}`.toLowerCase();
  await createBucket(name, {
    versioned: properties.VersioningConfiguration?.Status === 'Enabled',
    eventsEnabled: properties.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled === true,
  });
  return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
};

function entriesOf(zip: string, bytes: Buffer): [name: string, content: Uint8Array][] {
  try {
    return Object.entries(unzipSync(bytes));
  } catch (error) {
    throw new Error(`${basename(zip)} cannot be unzipped: ${(error as Error).message}`, { cause: error });
  }
}

/** Unzips a bundle into a directory named by its content, unless that directory exists. */
function unzipped(zip: string, folder: string): string {
  const bytes = readFileSync(zip);
  const directory = join(folder, createHash('sha256').update(bytes).digest('hex').slice(0, 16));
  if (existsSync(directory)) return directory;
  const aside = `${directory}.${process.pid}`;
  for (const [name, content] of entriesOf(zip, bytes)) {
    if (name.endsWith('/')) continue;
    mkdirSync(dirname(join(aside, name)), { recursive: true });
    writeFileSync(join(aside, name), content);
  }
  renameSync(aside, directory);
  return directory;
}

const lambdaFunction: Create = (
  { directory, properties: { FunctionName, Handler, MemorySize, Timeout, Environment, Code, Role = '' } },
  { state, lambda, environment },
) => {
  lambda.deploy({
    name: FunctionName,
    arn: functionArn(FunctionName),
    handler: Handler,
    directory: unzipped(join(directory, basename(Code.S3Key)), join(state, 'functions', FunctionName)),
    memorySize: MemorySize,
    timeoutSeconds: Timeout,
    environment: { ...environment(FunctionName, Role), ...(Environment?.Variables as Record<string, string>) },
    logFile: join(state, 'logs', `${FunctionName}.log`),
  });
  return { ref: FunctionName, attributes: { Arn: functionArn(FunctionName) } };
};

const eventSourceMapping: Create = (
  { logicalId, properties: { FunctionName, EventSourceArn, BatchSize = 10 } },
  { lambda },
) => {
  lambda.map(nameOf(FunctionName), { queue: nameOf(EventSourceArn), queueArn: EventSourceArn, batchSize: BatchSize });
  return { ref: logicalId, attributes: {} };
};

/** The supported resource types: those that the templates of this repository use. */
export const RESOURCE_TYPES: Record<string, Create> = {
  'AWS::CloudWatch::Alarm': noop,
  'AWS::Events::Archive': archive,
  'AWS::Events::EventBus': bus,
  'AWS::Events::EventBusPolicy': noop,
  'AWS::Events::Rule': rule,
  'AWS::IAM::Role': noop,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': noop,
  'AWS::Logs::LogGroup': noop,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': noop,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': noop,
};
