import { roleArn } from '../account';
import { AwsError } from '../aws-error';
import type { Deployment } from '../deploy/deploy';
import type { FaultProfile } from '../faults/fault-profile';
import type { Served } from './served';

/** A verb of the cloud itself: takes the JSON body of its request and returns the body of the answer. */
type Verb = (served: Served, body: never) => object | Promise<object>;

/** What `CloudHandle.local` can call. */
const VERBS: Record<string, Verb> = {
  clients: ({ clients }) => ({ clients: clients.count, serving: clients.serving }),
  leave: ({ clients }, { client }: { client: number }) => ({ clients: clients.leave(client) }),
  functions: ({ lambda }) => lambda.report(),
  usage: ({ usage }) => usage.read(),
  authorizations: ({ authorizer }, { record }: { record: boolean }) => ({ requests: authorizer.record(record) }),
  policies: ({ authorizer }) => authorizer.policies.report(),
  assumeRole({ authorizer, assumeRole }, { role }: { role: string }) {
    if (!authorizer.policies.role(roleArn(role)))
      throw new AwsError('NoSuchEntity', `The role with name ${role} cannot be found.`, 404);
    return assumeRole(roleArn(role));
  },
  async runSchedule({ schedules }, { rule }: { rule: string }) {
    await schedules.runNow(rule);
    return {};
  },
  async recycle({ lambda }) {
    await lambda.recycle();
    return {};
  },
  serving({ clients }, { serving }: { serving: boolean }) {
    clients.serving = serving;
    return {};
  },
  async faults({ faults: { configure } }, { profile }: { profile: FaultProfile | null }) {
    if (!configure) throw new AwsError('InvalidRequest', 'The embedded cloud was started without fault injection.');
    await configure(profile);
    return {};
  },
  async deploy({ deployer, clients }, deployment: Deployment) {
    const changed = await deployer.deploy(deployment);
    if (changed) clients.notify({ type: 'deployed', service: deployment.service });
    return { changed };
  },
};

/**
 * Serves a path such as `/_local/usage`.
 *
 * @throws AwsError UnknownOperationException
 */
export async function localVerb(path: string, body: string, served: Served): Promise<object> {
  const name = path.slice('/_local/'.length);
  if (!Object.hasOwn(VERBS, name))
    throw new AwsError('UnknownOperationException', `${path} is not a verb of the embedded cloud.`, 404);
  return VERBS[name]!(served, (body ? JSON.parse(body) : {}) as never);
}
