import { ACCOUNT } from '../account';
import { type AccountReport, ownerOf } from './account-policies';
import { ADMINISTRATOR, DEVELOPER } from './caller';
import { type AuthorizationRequest, type Decision, evaluate } from './evaluate';

/**
 * Decides a request by the policies of a report, which need not be those that are deployed: what would be refused if a
 * statement were missing.
 */
export function decide({ roles, resources }: AccountReport, request: AuthorizationRequest): Decision {
  const { principal, resource } = request;
  const role = principal.kind === 'role' ? roles.find(({ arn }) => arn === principal.arn) : undefined;
  const isDeveloper = principal.kind === 'role' && principal.arn === DEVELOPER && principal.account === ACCOUNT;
  const identity = isDeveloper ? [ADMINISTRATOR] : (role?.policies ?? []);
  const owned = resources.find(({ arn }) => arn === ownerOf(resource));
  return evaluate({ identity, resource: owned?.policy ?? null }, request);
}
