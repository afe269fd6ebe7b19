import { PolicyUnsupported, refuseVariables, unmetConditions } from './conditions';
import { listOf, type PolicyDocument } from './policy';

/** A role of a deployed template: its policies, and the tags that conditions on `aws:PrincipalTag` read. */
export interface Role {
  arn: string;
  name: string;
  policies: readonly PolicyDocument[];
  tags: Readonly<Record<string, string>>;
}

/** What a resource of a template says about permissions: a role, or the policy of other resources, by their ARNs. */
export type PolicyEntry =
  | { role: Role; trust: PolicyDocument }
  | { resources: readonly string[]; policy: PolicyDocument };

/** All roles and resource policies of the account, their intrinsic functions resolved. */
export interface AccountReport {
  roles: Role[];
  resources: { arn: string; policy: PolicyDocument }[];
}

const STATEMENT_KEYS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/** @throws PolicyUnsupported at the deployment, instead of at the first request that a statement concerns */
function checkDocument({ Statement: statements }: PolicyDocument): void {
  for (const statement of listOf(statements)) {
    const unknown = Object.keys(statement).find((key) => !STATEMENT_KEYS.has(key));
    if (unknown !== undefined)
      throw new PolicyUnsupported(`the element ${unknown} of a statement is not known to the embedded cloud`);
    refuseVariables([...listOf(statement.Resource), ...listOf(statement.NotResource)]);
    unmetConditions(statement.Condition, {});
  }
}

const documentsOf = (entry: PolicyEntry): readonly PolicyDocument[] =>
  'role' in entry ? [...entry.role.policies, entry.trust] : [entry.policy];

/** An object has the policy of its bucket. */
export const ownerOf = (resource: string): string =>
  resource.startsWith('arn:aws:s3:::') ? resource.split('/')[0]! : resource;

/** The roles and the resource policies of all deployed services. */
export class AccountPolicies {
  private readonly services = new Map<string, Map<string, PolicyEntry>>();
  private roles = new Map<string, Role>();
  private ofResources = new Map<string, PolicyDocument>();

  /**
   * Registers a resource of a template in place of an earlier one with its logical id.
   *
   * @throws PolicyUnsupported where a policy uses what the evaluator does not know
   */
  put(service: string, logicalId: string, entry: PolicyEntry): void {
    for (const document of documentsOf(entry)) checkDocument(document);
    const entries = this.services.get(service) ?? new Map<string, PolicyEntry>();
    this.services.set(service, entries.set(logicalId, entry));
    this.index();
  }

  /** Removes what a service had registered, except these resources: all others are not in its template any more. */
  retain(service: string, logicalIds: ReadonlySet<string>): void {
    const entries = this.services.get(service) ?? new Map<string, PolicyEntry>();
    for (const logicalId of entries.keys()) if (!logicalIds.has(logicalId)) entries.delete(logicalId);
    this.index();
  }

  /** Returns the role of an ARN, or undefined where no deployed template has it. */
  role(arn: string): Role | undefined {
    return this.roles.get(arn);
  }

  /** Returns the policy of a queue, bus, bucket (also of its objects), function or role; null where it has none. */
  ofResource(arn: string): PolicyDocument | null {
    return this.ofResources.get(ownerOf(arn)) ?? null;
  }

  /** Returns everything that is registered. */
  report(): AccountReport {
    const resources = [...this.ofResources].map(([arn, policy]) => ({ arn, policy }));
    return { roles: [...this.roles.values()], resources };
  }

  private index(): void {
    const entries = [...this.services.values()].flatMap((service) => [...service.values()]);
    this.roles = new Map(entries.flatMap((entry) => ('role' in entry ? [[entry.role.arn, entry.role]] : [])));
    this.ofResources = new Map();
    for (const entry of entries) {
      if ('role' in entry) this.join(entry.role.arn, entry.trust);
      else for (const arn of entry.resources) this.join(arn, entry.policy);
    }
  }

  /** Several resources of templates may each add a statement to the policy of one, as those of a bus do. */
  private join(arn: string, { Statement: added }: PolicyDocument): void {
    const earlier = listOf(this.ofResources.get(arn)?.Statement);
    this.ofResources.set(arn, { Statement: [...earlier, ...listOf(added)] });
  }
}
