import type { AuthorizationRequest } from '@customer-files/local-cloud';
import type { RoadRequest } from './road';

type Context = AuthorizationRequest['context'];

const DEVELOPER = 'arn:aws:iam::000000000000:user/developer';

/** A request that has to be refused, made from one of the road that was allowed. */
interface Attempt {
  name: string;
  /** The actions that it is about, by their beginning. */
  action: string;
  /** Who makes the request of the road. */
  by: 'role' | 'service';
  /** What is different. */
  change: (context: Context) => Context;
  /** Who makes the attempt instead. */
  principal?: AuthorizationRequest['principal'];
}

const without =
  (key: string) =>
  (context: Context): Context =>
    Object.fromEntries(Object.entries(context).filter(([name]) => name !== key));

const withValue =
  (key: string, value: string | string[]) =>
  (context: Context): Context => ({ ...context, [key]: value });

const ATTEMPTS: readonly Attempt[] = [
  {
    name: 'an object of a bucket with the same name in another account',
    action: 's3:',
    by: 'role',
    change: withValue('aws:ResourceAccount', '111111111111'),
  },
  {
    name: 'an object over plain HTTP',
    action: 's3:',
    by: 'role',
    change: withValue('aws:SecureTransport', 'false'),
  },
  {
    name: 'an event under another source',
    action: 'events:PutEvents',
    by: 'role',
    change: withValue('events:source', 'somebody.else'),
  },
  {
    name: 'an event of another type',
    action: 'events:PutEvents',
    by: 'role',
    change: withValue('events:detail-type', 'SomethingElse'),
  },
  {
    name: 'a call of PutEvents without a source',
    action: 'events:PutEvents',
    by: 'role',
    change: without('events:source'),
  },
  {
    name: 'a call of PutEvents without a type',
    action: 'events:PutEvents',
    by: 'role',
    change: without('events:detail-type'),
  },
  {
    name: 'an event of a service that an administrator publishes',
    action: 'events:PutEvents',
    by: 'role',
    change: without('aws:PrincipalTag/customer-files-publisher'),
    principal: { kind: 'role', arn: DEVELOPER, account: '000000000000' },
  },
  {
    name: 'the decryption of a login that does not come from SSM',
    action: 'kms:Decrypt',
    by: 'role',
    change: withValue('kms:ViaService', 's3.eu-west-1.amazonaws.com'),
  },
  {
    name: 'the decryption of another parameter',
    action: 'kms:Decrypt',
    by: 'role',
    change: withValue(
      'kms:EncryptionContext:PARAMETER_ARN',
      'arn:aws:ssm:eu-west-1:000000000000:parameter/another/database/owner',
    ),
  },
  {
    name: 'an e-mail of another sender',
    action: 'ses:SendEmail',
    by: 'role',
    change: withValue('ses:FromAddress', 'chief@example.com'),
  },
  {
    name: 'a message of another rule',
    action: 'sqs:SendMessage',
    by: 'service',
    change: withValue('aws:SourceArn', 'arn:aws:events:eu-west-1:000000000000:rule/another'),
  },
  {
    name: 'a message over plain HTTP',
    action: 'sqs:SendMessage',
    by: 'service',
    change: withValue('aws:SecureTransport', 'false'),
  },
  {
    name: 'an invocation by another rule',
    action: 'lambda:InvokeFunction',
    by: 'service',
    change: withValue('aws:SourceArn', 'arn:aws:events:eu-west-1:000000000000:rule/another'),
  },
];

/** All attempts, one for each request of the road that is of their kind; `step` is the name of the attempt. */
export function attemptsFrom(road: readonly RoadRequest[]): RoadRequest[] {
  const allowed = road.filter(({ allowed: isAllowed, principal }) => isAllowed && !isDeveloper(principal));
  return ATTEMPTS.flatMap(({ name, action, by, change, principal }) =>
    allowed
      .filter((request) => request.principal.kind === by && request.action.startsWith(action))
      .map((request) => ({
        ...request,
        principal: principal ?? request.principal,
        context: change(request.context),
        allowed: false,
        step: name,
      })),
  );
}

const isDeveloper = (principal: AuthorizationRequest['principal']): boolean =>
  principal.kind === 'role' && principal.arn === DEVELOPER;

/** The names of all attempts. */
export const ATTEMPT_NAMES = ATTEMPTS.map(({ name }) => name);
