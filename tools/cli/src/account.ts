import type { CloudHandle } from '@customer-files/local-cloud';
import { clientOf, STAGE } from './local-deployment';

/** Where the services are that a command is about: in the embedded cloud, or in an account. */
export interface Account {
  stage: string;
  /** For clients of EventBridge. */
  events: object;
  /** For clients of SQS. */
  queues: object;
  /** Null in an account. */
  local: CloudHandle | null;
}

/** The account that the credentials of the environment are for. */
export function realAccount(stage: string, region: string | null): Account {
  const config = region ? { region } : {};
  return { stage, events: config, queues: config, local: null };
}

/** The embedded cloud. */
export function localAccount(cloud: CloudHandle): Account {
  const { endpoints } = cloud;
  return {
    stage: STAGE,
    events: clientOf(endpoints.control, endpoints),
    queues: clientOf(endpoints.sqs, endpoints),
    local: cloud,
  };
}
