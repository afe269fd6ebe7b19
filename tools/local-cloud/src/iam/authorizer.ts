import type { IncomingMessage } from 'node:http';
import { AccessDenied } from './access-denied';
import type { AccountPolicies } from './account-policies';
import { type Caller, identityOf } from './caller';
import type { RequestContext } from './conditions';
import { type AuthorizationRequest, evaluate, explainRefusal } from './evaluate';

/**
 * Returns if whose access key a request carries may do this.
 *
 * @throws AccessDenied
 */
export type Authorize = (request: IncomingMessage, action: string, resource: string, context?: RequestContext) => void;

/** A request that was decided. */
export interface DecidedRequest extends AuthorizationRequest {
  allowed: boolean;
}

/** Decides every request to the embedded cloud by the roles and resource policies that are deployed. */
export class Authorizer {
  private recorded: DecidedRequest[] | null = null;

  /** @param log receives a line for each refusal: who, what, on what, and the statement that would allow it */
  constructor(
    readonly policies: AccountPolicies,
    private readonly log: (line: string) => void,
  ) {}

  /**
   * Returns if the caller may do this.
   *
   * @param action such as `s3:GetObject`
   * @param context the condition keys of the service; those of the caller are added
   * @throws AccessDenied
   */
  authorize(caller: Caller, action: string, resource: string, context: RequestContext = {}): void {
    const { principal, user, policies, context: ofCaller } = identityOf(caller, this.policies);
    const request = { principal, action, resource, context: { ...ofCaller, ...context } };
    const decision = evaluate({ identity: policies, resource: this.policies.ofResource(resource) }, request);
    this.recorded?.push({ ...request, allowed: decision.allowed });
    if (decision.allowed) return;
    this.log(`access denied: ${explainRefusal(request, decision)}`);
    throw new AccessDenied(user, action, resource, decision, principal.kind === 'service');
  }

  /** Starts or stops recording. Returns the requests that were recorded since the last call. */
  record(isRecording: boolean): DecidedRequest[] {
    const recorded = this.recorded ?? [];
    this.recorded = isRecording ? [] : null;
    return recorded;
  }
}
