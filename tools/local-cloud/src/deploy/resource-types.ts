import { basename, join } from 'node:path';
import { pathWithin } from '../access/path-within';
import { functionArn, nameOf, queueArn } from '../account';
import { AccessDenied } from '../iam/access-denied';
import { unzipped } from './bundle';
import { archive, bus, rule } from './event-resources';
import { TemplateUnsupported } from './intrinsics';
import { bucketPolicy, busPolicy, permission, queuePolicy, role } from './policy-resources';
import type { Create, DeployContext } from './resource';

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

/** @throws TemplateUnsupported where Lambda would refuse the function: it needs a role that Lambda may assume */
function checkRole(functionName: string, role: string | null | undefined, { authorizer }: DeployContext): void {
  if (!role) throw new TemplateUnsupported(`the function ${functionName} has no Role`);
  try {
    const lambda = { kind: 'service', name: 'lambda.amazonaws.com', sourceArn: functionArn(functionName) } as const;
    authorizer.authorize(lambda, 'sts:AssumeRole', role);
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    const message = `the function ${functionName}: the role defined for the function cannot be assumed by Lambda`;
    throw new TemplateUnsupported(message, { cause: error });
  }
}

const lambdaFunction: Create = (
  { directory, properties: { FunctionName, Handler, MemorySize, Timeout, Environment, Code, Role, TracingConfig } },
  context,
) => {
  const { state, lambda, environment } = context;
  checkRole(FunctionName, Role, context);
  const logFile = pathWithin(join(state, 'logs'), `${FunctionName}.log`);
  const zip = pathWithin(directory, basename(Code.S3Key));
  const code = unzipped(zip, pathWithin(join(state, 'functions'), FunctionName));
  pathWithin(code, Handler);
  lambda.deploy({
    name: FunctionName,
    arn: functionArn(FunctionName),
    roleArn: Role,
    isTraced: TracingConfig?.Mode === 'Active',
    handler: Handler,
    directory: code,
    memorySize: MemorySize,
    timeoutSeconds: Timeout,
    environment: { ...environment(FunctionName, Role), ...(Environment?.Variables as Record<string, string>) },
    logFile,
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
  'AWS::CloudWatch::Dashboard': noop,
  'AWS::Events::Archive': archive,
  'AWS::Events::EventBus': bus,
  'AWS::Events::EventBusPolicy': busPolicy,
  'AWS::Events::Rule': rule,
  'AWS::IAM::Role': role,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::Logs::LogGroup': noop,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
};
