import type { AccessKey } from '../access/access-keys';
import type { Deployer } from '../deploy/deploy';
import type { EventBridge } from '../eventbridge/event-bridge';
import type { FaultInjection } from '../faults/fault-injection';
import type { Schedules } from '../eventbridge/schedule/schedules';
import type { Authorize, Authorizer } from '../iam/authorizer';
import type { Lambda } from '../lambda/lambda';
import type { Clients } from '../lifecycle/clients';
import type { Parameters } from '../ssm/parameters';
import type { Usage } from '../usage/usage';

/**
 * What the control server serves: EventBridge, SSM and Lambda by their own protocols, and verbs of the cloud itself.
 */
export interface Served {
  bridge: EventBridge;
  parameters: Parameters;
  lambda: Lambda;
  schedules: Schedules;
  deployer: Deployer;
  clients: Clients;
  faults: Pick<FaultInjection, 'eventActions' | 'configure'>;
  usage: Usage;
  authorize: Authorize;
  authorizer: Authorizer;
  /** Issues an access key of a deployed role to the developer. */
  assumeRole: (roleArn: string) => AccessKey;
  now: () => Date;
}
