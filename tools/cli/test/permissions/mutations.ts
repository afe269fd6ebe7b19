import {
  type AccountReport,
  type AuthorizationRequest,
  decide,
  listOf,
  ownerOf,
  type PolicyDocument,
  type Statement,
} from '@customer-files/local-cloud';

/** A policy from which one thing was taken out. */
export interface Mutation {
  /** Whose policy it is, and what is missing: `ingestion-ReceiveRole: s3:PutObject on ...`. */
  name: string;
  /** Whether the policy has a say in a request. */
  concerns: (request: AuthorizationRequest) => boolean;
  report: AccountReport;
}

/** Parts of an ARN that are the same everywhere. */
const short = (text: string): string =>
  text.replaceAll(/arn:aws:[a-z0-9]*:[a-z0-9-]*:\d*:|-local-000000000000|customer-files-/g, '');

/** What a statement says, and its Sid, without which those of one bus would have the same title. */
function titleOf({ Sid, Effect, Action, Resource }: Statement): string {
  const effect = Effect === 'Deny' ? 'deny ' : '';
  const sid = Sid === undefined ? '' : ` (${Sid})`;
  return short(`${effect}${listOf(Action).join(' ')} on ${listOf(Resource).join(' ')}`) + sid;
}

/** Every statement with one action, resource or condition less, by what is missing. */
function* withLess(statement: Statement): Generator<[missing: string, Statement]> {
  const title = titleOf(statement);
  for (const list of ['Action', 'Resource'] as const) {
    const values = listOf(statement[list]);
    if (values.length < 2) continue;
    for (const value of values)
      yield [
        `the ${list.toLowerCase()} ${short(value)} of ${title}`,
        { ...statement, [list]: values.filter((one) => one !== value) },
      ];
  }
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    for (const key of Object.keys(keys)) {
      const { [key]: _, ...rest } = keys;
      const Condition = { ...statement.Condition, [operator]: rest };
      yield [`the condition ${operator} ${key} of ${title}`, { ...statement, Condition }];
    }
  }
}

/** Every document with one statement, action, resource or condition less. */
function* mutationsOf(document: PolicyDocument): Generator<[missing: string, PolicyDocument]> {
  const statements = listOf(document.Statement);
  for (const [i, statement] of statements.entries()) {
    yield [`the statement ${titleOf(statement)}`, { Statement: statements.toSpliced(i, 1) }];
    for (const [missing, less] of withLess(statement)) yield [missing, { Statement: statements.with(i, less) }];
  }
}

/** Every mutation of every role and resource policy. */
export function mutationsOfAll(report: AccountReport): Mutation[] {
  const ofRoles = report.roles.flatMap((role) =>
    role.policies.flatMap((policy, i) =>
      [...mutationsOf(policy)].map(([missing, less]) => ({
        name: `${role.name}: ${missing}`,
        concerns: ({ principal }: AuthorizationRequest) => principal.kind === 'role' && principal.arn === role.arn,
        report: {
          ...report,
          roles: report.roles.map((one) => (one === role ? { ...role, policies: role.policies.with(i, less) } : one)),
        },
      })),
    ),
  );
  const ofResources = report.resources.flatMap((resource) =>
    [...mutationsOf(resource.policy)].map(([missing, less]) => ({
      name: `${short(resource.arn)}: ${missing}`,
      concerns: (request: AuthorizationRequest) => ownerOf(request.resource) === resource.arn,
      report: {
        ...report,
        resources: report.resources.map((one) => (one === resource ? { ...resource, policy: less } : one)),
      },
    })),
  );
  return [...ofRoles, ...ofResources];
}

type Named = AuthorizationRequest & { allowed: boolean; step: string };

const isChanged = ({ concerns, report }: Mutation, request: Named): boolean =>
  concerns(request) && decide(report, request).allowed !== request.allowed;

/** Whether a mutation decides one of these requests otherwise than the policies as they are. */
export const isSeen = (mutation: Mutation, requests: readonly Named[]): boolean =>
  requests.some((request) => isChanged(mutation, request));

/** The names of the requests that a mutation decides otherwise. */
export function changedBy(mutation: Mutation, requests: readonly Named[]): string[] {
  return [...new Set(requests.filter((request) => isChanged(mutation, request)).map(({ step }) => step))].sort();
}
