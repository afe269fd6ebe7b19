import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sum } from './arithmetic';

/** What is deployed, as far as it costs by the month or by what is kept. */
export interface DeployedResources {
  alarms: number;
  /** Of each queue that invokes a function: its function, and how many invocations there are at most at a time. */
  mappings: readonly { function: string; maximumConcurrency: number }[];
  /** Functions that run by the clock, every so many minutes. */
  schedules: readonly { function: string; minutes: number }[];
  buckets: readonly Kept[];
  archiveDays: number;
}

/** How long a bucket keeps an object. */
interface Kept {
  /** What its name begins with: the account follows. */
  bucket: string;
  days: number;
}

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

const TEMPLATE = 'cloudformation-template-update-stack.json';

type Resources = Readonly<Record<string, Resource>>;

const resourcesOf = (directory: string): Resources =>
  (JSON.parse(readFileSync(join(directory, TEMPLATE), 'utf8')) as { Resources: Resources }).Resources;

/** The name of the function that an ARN of the same template means. */
function functionOf(resources: Resources, arn: unknown): string {
  const [logicalId = ''] = (arn as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt'] ?? [];
  return String(resources[logicalId]?.Properties.FunctionName);
}

function minutesOf(expression: unknown): number {
  const [, minutes] = /^rate\((\d+) minutes\)$/.exec(String(expression)) ?? [];
  if (!minutes) throw new Error(`the schedule ${String(expression)} is no rate of minutes`);
  return Number(minutes);
}

interface MappingProperties {
  FunctionName: unknown;
  ScalingConfig: { MaximumConcurrency: number };
}
interface ScheduleProperties {
  ScheduleExpression?: unknown;
  Targets: [{ Arn: unknown }];
}
interface BucketRule {
  ExpirationInDays?: number;
  NoncurrentVersionExpiration?: { NoncurrentDays: number };
}
interface BucketProperties {
  BucketName?: { 'Fn::Sub': string };
  LifecycleConfiguration?: { Rules: BucketRule[] };
}

/**
 * Where versions are kept, an object that expires only becomes a noncurrent version, and the days of those begin; so it is
 * paid for until both have passed.
 */
function keptBy({ BucketName, LifecycleConfiguration }: BucketProperties): Kept[] {
  const rule = LifecycleConfiguration?.Rules.find(({ ExpirationInDays }) => ExpirationInDays !== undefined);
  if (!BucketName || !rule) return [];
  return [
    {
      bucket: BucketName['Fn::Sub'].replace(/\$\{.*/, ''),
      days: rule.ExpirationInDays! + (rule.NoncurrentVersionExpiration?.NoncurrentDays ?? 0),
    },
  ];
}

/** The properties of all resources of a type. */
const of = <Properties>(resources: Resources, type: string): Properties[] =>
  Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as Properties);

const mappingsOf = (resources: Resources): DeployedResources['mappings'] =>
  of<MappingProperties>(resources, 'AWS::Lambda::EventSourceMapping').map(({ FunctionName, ScalingConfig }) => ({
    function: functionOf(resources, FunctionName),
    maximumConcurrency: ScalingConfig.MaximumConcurrency,
  }));

const schedulesOf = (resources: Resources): DeployedResources['schedules'] =>
  of<ScheduleProperties>(resources, 'AWS::Events::Rule')
    .filter((rule) => rule.ScheduleExpression !== undefined)
    .map(({ ScheduleExpression, Targets: [{ Arn }] }) => ({
      function: functionOf(resources, Arn),
      minutes: minutesOf(ScheduleExpression),
    }));

/** Reads the templates that packaging left in the folders. */
export function deployedResources(directories: readonly string[]): DeployedResources {
  const all = directories.map(resourcesOf);
  return {
    alarms: sum(all.map((resources) => of(resources, 'AWS::CloudWatch::Alarm').length)),
    mappings: all.flatMap(mappingsOf),
    schedules: all.flatMap(schedulesOf),
    buckets: all.flatMap((resources) => of<BucketProperties>(resources, 'AWS::S3::Bucket').flatMap(keptBy)),
    archiveDays: Math.max(
      ...all.flatMap((resources) =>
        of<{ RetentionDays: number }>(resources, 'AWS::Events::Archive').map(({ RetentionDays }) => RetentionDays),
      ),
    ),
  };
}
