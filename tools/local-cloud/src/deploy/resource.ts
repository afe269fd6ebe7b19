import type { EventBridge } from '../eventbridge/event-bridge';
import type { Schedules } from '../eventbridge/schedule/schedules';
import type { Lambda } from '../lambda/lambda';
import type { Queues } from '../sqs/sqs';
import type { Created } from './intrinsics';

/** What deploying touches. */
export interface Estate {
  state: string;
  bridge: EventBridge;
  sqs: Queues;
  lambda: Lambda;
  createBucket: (name: string, options: { versioned: boolean; eventsEnabled: boolean }) => Promise<void>;
  /** Variables that every function has: endpoints, region, credentials. */
  environment: () => Record<string, string>;
  schedules: Schedules;
  now: () => Date;
  /** Is told of what goes wrong while nobody waits for it. */
  fail: (error: unknown) => void;
}

/** One resource of a template, its intrinsics resolved. */
export interface Resource {
  logicalId: string;
  service: string;
  /** Where the template and the zips are. */
  directory: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- CloudFormation's shapes, checked by AWS
  properties: any;
}

/** Makes a resource in the embedded cloud. */
export type Create = (resource: Resource, estate: Estate) => Promise<Created> | Created;
