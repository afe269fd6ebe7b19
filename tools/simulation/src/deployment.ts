import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FeedSettings } from '@customer-files/events';
import { compilePattern, type Pattern } from '@customer-files/local-cloud';
import { localTarget } from '../../cli/src/local-deployment';
import { type Packaged, packageServices } from '../../cli/src/packages';
import { ROOT, STATE } from '../../cli/src/paths';
import { type Resource, resolveIntrinsics, type Template, targetId } from './template';

/** A Lambda function as its stack deploys it. */
export interface DeployedFunction {
  /** `persist` */
  name: string;
  /** The service whose stack has the function: `persistence`. */
  service: string;
  functionName: string;
  timeoutMs: number;
  /** The most invocations at the same time; null where only its event source limits it. */
  reservedConcurrency: number | null;
  environment: Readonly<Record<string, string>>;
}

/** An SQS queue and the event source mapping that reads it. */
export interface QueueSettings {
  visibilityMs: number;
  maxReceiveCount: number;
  batchSize: number;
  maxConcurrency: number;
}

/** An EventBridge rule that feeds a queue. */
interface Rule {
  bus: string;
  matches: (event: unknown) => boolean;
}

/** A function that an SQS queue invokes. */
export interface Consumer extends DeployedFunction {
  queue: QueueSettings;
  rules: readonly Rule[];
}

/** A function that a schedule invokes. */
export interface ScheduledFunction extends DeployedFunction {
  everyMs: number;
}

/** An S3 bucket of a service. */
interface Bucket {
  name: string;
  service: string;
  versioned: boolean;
}

/** Everything about the deployed stacks that a simulation follows. */
export interface Deployment {
  consumers: readonly Consumer[];
  scheduled: readonly ScheduledFunction[];
  /** The function that `npm run undo` invokes. */
  undo: DeployedFunction;
  buckets: readonly Bucket[];
}

const TEMPLATE = 'cloudformation-template-update-stack.json';

/** The services that decide what becomes of a file, and so of its counts. Others only consume what these publish. */
const SIMULATED = new Set(['events', 'ingestion', 'validation', 'persistence', 'notification']);

let deployment: Promise<Deployment> | undefined;

/**
 * Reads the CloudFormation templates that `npm start` deploys. They are packaged first where their sources have
 * changed, which takes about half a minute.
 */
export function readDeployment(): Promise<Deployment> {
  deployment ??= packageServices({ root: ROOT, state: STATE, target: localTarget(new FeedSettings()) }).then(
    deploymentOf,
  );
  return deployment;
}

function deploymentOf(packages: readonly Packaged[]): Deployment {
  const simulated = packages.filter(({ service }) => SIMULATED.has(service));
  const stacks = simulated.map(({ service, directory }) => {
    const { Resources } = JSON.parse(readFileSync(join(directory, TEMPLATE), 'utf8')) as Template;
    return { service, resources: Object.entries(Resources) };
  });
  return {
    consumers: stacks.flatMap(consumersOf),
    scheduled: stacks.flatMap(scheduledOf),
    undo: functionOf(
      stacks.find(({ service }) => service === 'persistence')!,
      'UndoLambdaFunction',
    ),
    buckets: stacks.flatMap(bucketsOf),
  };
}

interface Stack {
  service: string;
  resources: readonly [logicalId: string, resource: Resource][];
}

const ofType = ({ resources }: Stack, type: string): [string, Resource['Properties']][] =>
  resources.filter(([, { Type }]) => Type === type).map(([id, { Properties }]) => [id, Properties ?? {}]);

const resourceOf = ({ service, resources }: Stack, id: string): Resource['Properties'] => {
  const found = resources.find(([logicalId]) => logicalId === id)?.[1].Properties;
  if (!found) throw new Error(`the template of ${service} has no resource ${id}`);
  return found;
};

function functionOf(stack: Stack, id: string): DeployedFunction {
  const { FunctionName, Timeout, Environment, ReservedConcurrentExecutions = null } = resourceOf(stack, id);
  return {
    name: String(FunctionName).split('-').at(-1)!,
    service: stack.service,
    functionName: FunctionName,
    timeoutMs: Timeout * 1000,
    reservedConcurrency: ReservedConcurrentExecutions,
    environment: resolveIntrinsics(Environment?.Variables ?? {}) as Record<string, string>,
  };
}

function consumersOf(stack: Stack): Consumer[] {
  return ofType(stack, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => {
    const queueId = targetId(mapping.EventSourceArn);
    const { VisibilityTimeout, RedrivePolicy } = resourceOf(stack, queueId);
    return {
      ...functionOf(stack, targetId(mapping.FunctionName)),
      queue: {
        visibilityMs: VisibilityTimeout * 1000,
        maxReceiveCount: RedrivePolicy.maxReceiveCount,
        batchSize: mapping.BatchSize,
        maxConcurrency: mapping.ScalingConfig.MaximumConcurrency,
      },
      rules: rulesOf(stack, queueId),
    };
  });
}

function rulesOf(stack: Stack, queueId: string): Rule[] {
  return ofType(stack, 'AWS::Events::Rule')
    .filter(
      ([, { EventPattern, Targets }]) =>
        EventPattern && Targets.some(({ Arn }: { Arn: unknown }) => targetId(Arn) === queueId),
    )
    .map(([, { EventBusName = 'default', EventPattern }]) => ({
      bus: EventBusName,
      matches: compilePattern(resolveIntrinsics(EventPattern) as Pattern),
    }));
}

function scheduledOf(stack: Stack): ScheduledFunction[] {
  return ofType(stack, 'AWS::Events::Rule')
    .filter(([, { ScheduleExpression }]) => ScheduleExpression)
    .flatMap(([, { ScheduleExpression, Targets }]) =>
      Targets.map(({ Arn }: { Arn: unknown }) => ({
        ...functionOf(stack, targetId(Arn)),
        everyMs: millisecondsOf(ScheduleExpression),
      })),
    );
}

function millisecondsOf(expression: string): number {
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(expression) ?? [];
  if (!minutes) throw new Error(`the simulation knows schedules like rate(15 minutes), not ${expression}`);
  return Number(minutes) * 60_000;
}

function bucketsOf(stack: Stack): Bucket[] {
  return ofType(stack, 'AWS::S3::Bucket')
    .filter(([, { BucketName }]) => BucketName)
    .map(([, { BucketName, VersioningConfiguration }]) => ({
      name: resolveIntrinsics(BucketName) as string,
      service: stack.service,
      versioned: VersioningConfiguration?.Status === 'Enabled',
    }));
}
