import type { EventBridge } from '../eventbridge/event-bridge';
import type { Schedules } from '../eventbridge/schedule/schedules';
import type { Authorizer } from '../iam/authorizer';
import type { Lambda } from '../lambda/lambda';
import type { Queues } from '../sqs/sqs';
import type { Created } from './intrinsics';

/** The parts of the cloud in which resources are created. */
export interface DeployContext {
  /** The state directory. */
  state: string;
  bridge: EventBridge;
  sqs: Queues;
  lambda: Lambda;
  createBucket: (name: string, options: { versioned: boolean; eventsEnabled: boolean }) => Promise<void>;
  /** Issues an access key for a function. Returns the variables that every function has: endpoints, region, the key. */
  environment: (functionName: string, roleArn: string) => Record<string, string>;
  schedules: Schedules;
  /** Has the roles and resource policies of the account. */
  authorizer: Authorizer;
  now: () => Date;
  /** Receives the errors of scheduled invocations, for which no caller waits. */
  onError: (error: unknown) => void;
}

/** One resource of a template, its intrinsic functions resolved. */
export interface Resource {
  logicalId: string;
  service: string;
  /** Where the template and the bundles are. */
  directory: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- CloudFormation's shapes, checked by AWS
  properties: any;
}

/** Creates a resource in the embedded cloud. */
export type Create = (resource: Resource, context: DeployContext) => Promise<Created> | Created;
