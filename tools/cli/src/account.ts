import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
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
  /** The configuration of S3 clients. */
  objects: object;
  /** The configuration of SSM clients. */
  parameters: object;
  /** The configuration of Lambda clients. */
  functions: object;
  /** Null in an AWS account. */
  local: CloudHandle | null;
}

/** A stage of the AWS account that the credentials of the environment belong to. */
export function realAccount(stage: string, given: string | null): Account {
  const region = regionOf(given);
  return {
    stage,
    place: `stage ${stage} in ${region}`,
    events: { region },
    queues: { region },
    objects: { region },
    parameters: { region },
    functions: { region },
    local: null,
  };
}

/** The embedded cloud. */
export function localAccount(cloud: CloudHandle): Account {
  const { endpoints } = cloud;
  return {
    stage: STAGE,
    place: 'the embedded cloud',
    events: clientOf(endpoints.control, endpoints),
    queues: clientOf(endpoints.sqs, endpoints),
    objects: clientOf(endpoints.s3, endpoints),
    parameters: clientOf(endpoints.control, endpoints),
    functions: clientOf(endpoints.control, endpoints),
    local: cloud,
  };
}

/** The id of the AWS account, which is a part of the names of buckets. */
export async function accountIdOf({ local, objects }: Account): Promise<string> {
  if (local) return local.endpoints.account;
  const { Account: id } = await new STSClient(objects).send(new GetCallerIdentityCommand({}));
  return id!;
}

const NOT_FOUND = new Set(['QueueDoesNotExist', 'ResourceNotFoundException', 'NoSuchBucket', 'ParameterNotFound']);

/** Names the queue, archive, bucket or parameter that a call did not find, and where it was looked for: AWS names neither. */
export function notFound(error: unknown, what: string, { place }: Account): Error {
  const { name } = error as Error;
  if (!NOT_FOUND.has(name)) return error as Error;
  return new Error(`${what} is not in ${place}; check --stage and --region, and that the stage is deployed`, {
    cause: error,
  });
}
