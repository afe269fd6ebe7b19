import { refuseVariables, type RequestContext, unmetConditions } from './conditions';
import { listOf, matchesWildcard, type PolicyDocument, type Statement } from './policy';

/** Who asks: a role (or user) of the account, or an AWS service on its own behalf. */
export type Principal = { kind: 'role'; arn: string; account: string } | { kind: 'service'; name: string };

/** What is asked of AWS. */
export interface AuthorizationRequest {
  principal: Principal;
  /** `service:Action` */
  action: string;
  /** The ARN of what the action is done to; `*` where the action has no resource. */
  resource: string;
  context: RequestContext;
}

/** The policies that say something about a request. */
export interface Policies {
  /** Those of the principal; an AWS service has none. */
  identity: readonly PolicyDocument[];
  /** That of the resource, where it has one. */
  resource: PolicyDocument | null;
}

/** Whether a request is allowed, and by which statement; or why not. */
export type Decision =
  | { allowed: true; by: Statement }
  /** `from`: whose policy denies it, the caller's or the resource's. */
  | { allowed: false; reason: 'explicit deny'; by: Statement; from: 'identity' | 'resource' }
  /** `nearest`: what allows the action on the resource, but for these conditions. */
  | { allowed: false; reason: 'no statement allows it'; nearest: { statement: Statement; unmet: string[] } | null };

const statementsOf = (documents: readonly PolicyDocument[]): Statement[] =>
  documents.flatMap(({ Statement: statements }) => [...listOf(statements)]);

function matchesAction({ Action, NotAction }: Statement, action: string): boolean {
  const matches = (pattern: string): boolean => matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
  return Action === undefined ? !listOf(NotAction).some(matches) : listOf(Action).some(matches);
}

/** A policy of a resource may leave the resource out: it is its own. */
function matchesResource({ Resource, NotResource }: Statement, resource: string): boolean {
  refuseVariables([...listOf(Resource), ...listOf(NotResource)]);
  const matches = (pattern: string): boolean => matchesWildcard(pattern, resource);
  if (Resource !== undefined) return listOf(Resource).some(matches);
  return NotResource === undefined || !listOf(NotResource).some(matches);
}

/**
 * Whether a policy of a resource concerns a principal. `'*'` and `{ AWS: '*' }` mean the same: everybody, services too. An
 * account that is allowed something only delegates: its roles need a policy of their own. What it is denied, all of its
 * roles are denied.
 */
function matchesPrincipal({ Effect, Principal: named }: Statement, principal: Principal): boolean {
  if (named === undefined || named === '*') return named === '*';
  const accounts = listOf(named.AWS);
  if (accounts.includes('*')) return true;
  if (principal.kind === 'service') return listOf(named.Service).includes(principal.name);
  if (accounts.includes(principal.arn)) return true;
  const accountRoot = `arn:aws:iam::${principal.account}:root`;
  return Effect === 'Deny' && accounts.some((one) => one === principal.account || one === accountRoot);
}

interface Candidate {
  from: 'identity' | 'resource';
  statement: Statement;
  unmet: string[];
}

function candidates({ identity, resource }: Policies, request: AuthorizationRequest): Candidate[] {
  const concerning = (from: Candidate['from'], statements: readonly Statement[]): Candidate[] =>
    statements
      .filter((statement) => matchesAction(statement, request.action) && matchesResource(statement, request.resource))
      .map((statement) => ({ from, statement, unmet: unmetConditions(statement.Condition, request.context) }));
  const ofResource = resource
    ? statementsOf([resource]).filter((statement) => matchesPrincipal(statement, request.principal))
    : [];
  return [...concerning('identity', statementsOf(identity)), ...concerning('resource', ofResource)];
}

/**
 * Decides a request within one account, as IAM does: an explicit deny in any policy wins; else one statement that allows it is
 * enough, of the principal's policies or of the resource's; else it is denied.
 *
 * @throws {PolicyUnsupported} where a policy uses what the evaluator does not know
 */
export function evaluate(policies: Policies, request: AuthorizationRequest): Decision {
  const found = candidates(policies, request);
  const applying = found.filter(({ unmet }) => unmet.length === 0);
  const denying = applying.find(({ statement }) => statement.Effect === 'Deny');
  if (denying) return { allowed: false, reason: 'explicit deny', by: denying.statement, from: denying.from };
  const allowing = applying.find(({ statement }) => statement.Effect === 'Allow');
  if (allowing) return { allowed: true, by: allowing.statement };
  const nearest = found
    .filter(({ statement }) => statement.Effect === 'Allow')
    .sort((a, b) => a.unmet.length - b.unmet.length)
    .map(({ statement, unmet }) => ({ statement, unmet }))[0];
  return { allowed: false, reason: 'no statement allows it', nearest: nearest ?? null };
}

/** A refusal in one line for whoever writes the role: who, what, on what, why, and the statement that would allow it. */
export function explainRefusal({ principal, action, resource }: AuthorizationRequest, decision: Decision): string {
  if (decision.allowed) throw new Error('the request was allowed');
  const who = principal.kind === 'role' ? principal.arn : principal.name;
  const what = `${who} may not ${action} on ${resource}`;
  if (decision.reason === 'explicit deny') {
    const { Sid, ...statement } = decision.by;
    return `${what}: denied by ${Sid ?? JSON.stringify(statement)}`;
  }
  if (decision.nearest) return `${what}: a statement allows it but for ${decision.nearest.unmet.join(', ')}`;
  const missing = { Effect: 'Allow', Action: action, Resource: resource };
  return `${what}: no statement allows it; this one would: ${JSON.stringify(missing)}`;
}
