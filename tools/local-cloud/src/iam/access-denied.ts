import { AwsError } from '../aws-error';
import type { Decision } from './evaluate';

/** Why a request is refused, in the words of IAM that most services share. */
function reasonOf(decision: Decision & { allowed: false }, action: string, isService: boolean): string {
  if (decision.reason === 'explicit deny') return `with an explicit deny in ${article(decision.from)} policy`;
  return `because no ${isService ? 'resource' : 'identity'}-based policy allows the ${action} action`;
}

const article = (from: 'identity' | 'resource'): string =>
  from === 'identity' ? 'an identity-based' : 'a resource-based';

/** A request that IAM refuses. Its message is that of the services with JSON protocols; the others word it from the fields. */
export class AccessDenied extends AwsError {
  override readonly name = 'AccessDenied';
  /** The end of the message, from `because` or `with`. */
  readonly reason: string;

  constructor(
    readonly user: string,
    readonly action: string,
    readonly resource: string,
    decision: Decision & { allowed: false },
    isService: boolean,
  ) {
    const reason = reasonOf(decision, action, isService);
    super(
      'AccessDeniedException',
      `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    );
    this.reason = reason;
  }
}
