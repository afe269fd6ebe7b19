import type { CloudHandle } from '@customer-files/local-cloud';
import { clientOf, STAGE } from './local-deployment';
import { regionOf } from './region';

/** A deployed stage: the embedded cloud, or a stage of an AWS account. */
export interface Account {
  stage: string;
  /** For messages: `stage prod in eu-west-1`. */
  place: string;
  /** The configuration of EventBridge clients. */
  events: object;
  /** The configuration of SQS clients. */
  queues: object;
  /** Null in an AWS account. */
  local: CloudHandle | null;
}

/** A stage of the AWS account that the credentials of the environment belong to. */
export function realAccount(stage: string, given: string | null): Account {
  const region = regionOf(given);
  return { stage, place: `stage ${stage} in ${region}`, events: { region }, queues: { region }, local: null };
}

/** The embedded cloud. */
export function localAccount(cloud: CloudHandle): Account {
  const { endpoints } = cloud;
  return {
    stage: STAGE,
    place: 'the embedded cloud',
    events: clientOf(endpoints.control, endpoints),
    queues: clientOf(endpoints.sqs, endpoints),
    local: cloud,
  };
}

/** Names the queue or archive that a call did not find, and where it was looked for: AWS names neither. */
export function notFound(error: unknown, what: string, { place }: Account): Error {
  const { name } = error as Error;
  if (name !== 'QueueDoesNotExist' && name !== 'ResourceNotFoundException') return error as Error;
  return new Error(`${what} is not in ${place}; check --stage and --region, and that the stage is deployed`, {
    cause: error,
  });
}
