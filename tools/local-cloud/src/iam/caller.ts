import type { Principal as KeyHolder } from '../access/access-keys';
import { ACCOUNT, functionArn } from '../account';
import type { AccountPolicies, Role } from './account-policies';
import type { RequestContext } from './conditions';
import type { Principal } from './evaluate';
import type { PolicyDocument } from './policy';

/** An AWS service that acts on its own behalf, such as a rule that delivers an event; it names what it acts for. */
interface ServiceCaller {
  kind: 'service';
  name: string;
  sourceArn: string;
}

/** EventBridge on behalf of a rule. */
export const eventBridgeFor = (rule: string): ServiceCaller => ({
  kind: 'service',
  name: 'events.amazonaws.com',
  sourceArn: rule,
});

/** Lambda in the name of a function's role: it polls the queue and writes the log. The code of the function is not involved. */
interface LambdaCaller {
  kind: 'lambda';
  name: string;
  roleArn: string;
}

/** Who makes a request: the holder of an access key, or AWS itself. */
export type Caller = KeyHolder | ServiceCaller | LambdaCaller;

/** A caller as IAM sees it. */
export interface Identity {
  principal: Principal;
  /** The ARN by which a refusal names the caller; of a role, that of its session. */
  user: string;
  policies: readonly PolicyDocument[];
  context: RequestContext;
}

/** The developer may do everything that an administrator of the account may: what no policy of a resource denies. */
export const ADMINISTRATOR: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
export const DEVELOPER = `arn:aws:iam::${ACCOUNT}:user/developer`;

/** Servers on 127.0.0.1 speak HTTP; what reaches them counts as TLS, as nobody is in between. */
const EVERY_REQUEST = { 'aws:SecureTransport': 'true', 'aws:ResourceAccount': ACCOUNT };

const tagsOf = ({ tags }: Pick<Role, 'tags'>): RequestContext =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));

function roleIdentity(policies: AccountPolicies, roleArn: string, session: string, context: RequestContext): Identity {
  const role = policies.role(roleArn) ?? { arn: roleArn, name: roleArn, policies: [], tags: {} };
  return {
    principal: { kind: 'role', arn: role.arn, account: ACCOUNT },
    user: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/${session}`,
    policies: role.policies,
    context: {
      ...EVERY_REQUEST,
      ...tagsOf(role),
      ...context,
      'aws:PrincipalArn': role.arn,
      'aws:PrincipalAccount': ACCOUNT,
    },
  };
}

/** Returns what IAM knows of a caller. A function without a role, or with one that was removed, may do nothing. */
export function identityOf(caller: Caller, policies: AccountPolicies): Identity {
  switch (caller.kind) {
    case 'developer':
      return {
        principal: { kind: 'role', arn: DEVELOPER, account: ACCOUNT },
        user: DEVELOPER,
        policies: [ADMINISTRATOR],
        context: { ...EVERY_REQUEST, 'aws:PrincipalArn': DEVELOPER, 'aws:PrincipalAccount': ACCOUNT },
      };
    case 'function':
      return roleIdentity(policies, caller.roleArn, caller.name, {
        'lambda:SourceFunctionArn': functionArn(caller.name),
      });
    case 'lambda':
      return roleIdentity(policies, caller.roleArn, caller.name, {});
    case 'session':
      return roleIdentity(policies, caller.roleArn, 'developer', {});
    case 'service':
      return {
        principal: { kind: 'service', name: caller.name },
        user: caller.name,
        policies: [],
        context: {
          ...EVERY_REQUEST,
          'aws:SourceArn': caller.sourceArn,
          'aws:SourceAccount': ACCOUNT,
          'aws:PrincipalIsAWSService': 'true',
        },
      };
  }
}
