import { join } from 'node:path';
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { FeedSettings } from '@customer-files/events';
import { type CloudHandle, type CloudJson } from '@customer-files/local-cloud';
import { bucketsOf } from './buckets';
import type { Packaged, Target } from './packages';

/** The stage of the embedded cloud. */
export const STAGE = 'local';

/** The name of the landing bucket, by the convention of services/conventions. */
export const landingBucketOf = (account: string): string => bucketsOf(STAGE, account).landing;
export const landingBucket = ({ account }: CloudJson): string => landingBucketOf(account);

/** The name of the bucket of parts, rejects and conflicts. */
export const workBucketOf = (account: string): string => bucketsOf(STAGE, account).work;

/** The sender of the e-mails; the roles that send them may use no other. */
const SENDER = 'customer-files@example.com';

const PARAMETERS = `/customer-files/${STAGE}`;

/** The function that runs the migrations after every deploy of persistence. */
const MIGRATE = `customer-files-persistence-${STAGE}-migrate`;

/** Credentials and region of a client of the embedded cloud. */
export const clientOf = (endpoint: string, { region, credentials }: CloudJson) => ({ endpoint, region, credentials });

/** Writes a parameter. Resolves with true where its value was another one. */
async function put(ssm: SSMClient, name: string, type: 'String' | 'SecureString', value: object): Promise<boolean> {
  const Name = `${PARAMETERS}/${name}`;
  const Value = JSON.stringify(value);
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    if (Parameter!.Value === Value) return false;
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
  }
  await ssm.send(new PutParameterCommand({ Name, Value, Type: type, Overwrite: true }));
  return true;
}

/** Writes the settings and logins that an operator writes in an account. Resolves with true where one of them has changed. */
async function createParameters(endpoints: CloudJson, feed: FeedSettings, state: string): Promise<boolean> {
  const { host, port, database, owner, app } = endpoints.postgres!;
  const ssm = new SSMClient(clientOf(endpoints.control, endpoints));
  const changed = [await put(ssm, 'feed', 'String', feed)];
  changed.push(
    await put(ssm, 'mail', 'String', {
      sender: SENDER,
      recipients: ['owner@example.com'],
      rejectsLink: `file://${join(state, 'files').split('/').map(encodeURIComponent).join('/')}/{fileId}/{name}`,
    }),
  );
  changed.push(await put(ssm, 'database/app', 'SecureString', { host, port, database, ...app }));
  changed.push(await put(ssm, 'database/owner', 'SecureString', { host, port, database, ...owner }));
  return changed.includes(true);
}

/** The stage and the parameters of the packages for the embedded cloud: rules and roles contain the prefixes of the feed. */
export function localTarget({ incomingPrefix, rejectsPrefix }: FeedSettings): Target {
  return {
    stage: STAGE,
    params: [`incomingPrefix=${incomingPrefix}`, `rejectsPrefix=${rejectsPrefix}`, `sender=${SENDER}`],
  };
}

/** Deploys the packaged services into the embedded cloud, with the settings that they need. */
export async function deployAll(
  cloud: CloudHandle,
  packages: readonly Packaged[],
  feed: FeedSettings,
  state: string,
): Promise<void> {
  // A running function caches its parameters for five minutes; new containers read them at once.
  if (await createParameters(cloud.endpoints, feed, state)) await cloud.local('recycle', {});
  for (const { service, directory } of packages) {
    await cloud.deploy(service, directory, service === 'persistence' ? MIGRATE : undefined);
  }
}
