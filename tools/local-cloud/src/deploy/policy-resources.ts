import { busArn, functionArn, nameOf, queueArn, roleArn } from '../account';
import type { PolicyEntry } from '../iam/account-policies';
import { PolicyUnsupported } from '../iam/conditions';
import type { ConditionBlock, OneOrMany, PolicyDocument, Statement } from '../iam/policy';
import { TemplateUnsupported } from './intrinsics';
import type { Create, DeployContext, Resource } from './resource';

function register(
  { service, logicalId }: Resource,
  { authorizer: { policies } }: DeployContext,
  entry: PolicyEntry,
): void {
  try {
    policies.put(service, logicalId, entry);
  } catch (error) {
    if (!(error instanceof PolicyUnsupported)) throw error;
    throw new TemplateUnsupported(`${service}: ${logicalId}: ${error.message}`, { cause: error });
  }
}

/** Refuses properties that would change what is allowed, and that the embedded cloud does not know. */
function refuseOthers({ service, logicalId, properties }: Resource, known: readonly string[]): void {
  const other = Object.keys(properties as object).find((name) => !known.includes(name));
  if (other !== undefined)
    throw new TemplateUnsupported(`${service}: ${logicalId}: ${other} is not known to the embedded cloud`);
}

interface RoleProperties {
  RoleName?: string;
  AssumeRolePolicyDocument: PolicyDocument;
  Policies?: { PolicyDocument: PolicyDocument }[];
  Tags?: { Key: string; Value: string }[];
}

const ROLE_PROPERTIES = ['RoleName', 'Description', 'AssumeRolePolicyDocument', 'Policies', 'Tags'];

/** A role with inline policies. */
export const role: Create = (resource, context) => {
  refuseOthers(resource, ROLE_PROPERTIES);
  const { service, logicalId } = resource;
  const { RoleName, AssumeRolePolicyDocument, Policies = [], Tags = [] } = resource.properties as RoleProperties;
  const name = RoleName ?? `${service}-${logicalId}`;
  const arn = roleArn(name);
  register(resource, context, {
    role: {
      arn,
      name,
      policies: Policies.map(({ PolicyDocument }) => PolicyDocument),
      tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    },
    trust: AssumeRolePolicyDocument,
  });
  return { ref: name, attributes: { Arn: arn } };
};

const created = ({ service, logicalId }: Resource): { ref: string; attributes: Record<string, string> } => ({
  ref: `${service}-${logicalId}`,
  attributes: {},
});

/** The policy of queues, which it names by their URLs. */
export const queuePolicy: Create = (resource, context) => {
  const { Queues, PolicyDocument: policy } = resource.properties as {
    Queues: string[];
    PolicyDocument: PolicyDocument;
  };
  register(resource, context, { resources: Queues.map((url) => queueArn(nameOf(url))), policy });
  return created(resource);
};

/** The policy of a bucket. */
export const bucketPolicy: Create = (resource, context) => {
  const { Bucket, PolicyDocument: policy } = resource.properties as { Bucket: string; PolicyDocument: PolicyDocument };
  register(resource, context, { resources: [`arn:aws:s3:::${Bucket}`], policy });
  return created(resource);
};

/** A statement of the policy of a bus. */
export const busPolicy: Create = (resource, context) => {
  refuseOthers(resource, ['EventBusName', 'StatementId', 'Statement']);
  const {
    EventBusName = 'default',
    StatementId,
    Statement: statement,
  } = resource.properties as {
    EventBusName?: string;
    StatementId: string;
    Statement: Statement;
  };
  const policy = { Statement: { Sid: StatementId, ...statement } };
  register(resource, context, { resources: [busArn(nameOf(EventBusName))], policy });
  return created(resource);
};

interface PermissionProperties {
  FunctionName: string;
  Action: string;
  Principal: string;
  SourceArn?: string;
  SourceAccount?: string;
}

function conditionOf({ SourceArn, SourceAccount }: PermissionProperties): ConditionBlock {
  return {
    ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
    ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
  };
}

const principalOf = (principal: string): NonNullable<Statement['Principal']> => {
  if (principal === '*') return '*';
  return { [principal.endsWith('.amazonaws.com') ? 'Service' : 'AWS']: principal as OneOrMany<string> };
};

/** A permission: a statement of the policy of a function. */
export const permission: Create = (resource, context) => {
  refuseOthers(resource, ['FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount']);
  const properties = resource.properties as PermissionProperties;
  const arn = functionArn(nameOf(properties.FunctionName));
  const statement: Statement = {
    Sid: resource.logicalId,
    Effect: 'Allow',
    Principal: principalOf(properties.Principal),
    Action: properties.Action,
    Resource: arn,
    Condition: conditionOf(properties),
  };
  register(resource, context, { resources: [arn], policy: { Statement: statement } });
  return created(resource);
};
