import { AccountPolicies } from '../../src/iam/account-policies';
import { PolicyUnsupported } from '../../src/iam/conditions';
import { type AuthorizationRequest, evaluate, explainRefusal, type Policies } from '../../src/iam/evaluate';
import { matchesArn, matchesWildcard, type PolicyDocument, type Statement } from '../../src/iam/policy';

const ROLE = 'arn:aws:iam::000000000000:role/validate';
const OBJECT = 'arn:aws:s3:::work/parts/1.copy';

const request = (changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  principal: { kind: 'role', arn: ROLE, account: '000000000000' },
  action: 's3:GetObject',
  resource: OBJECT,
  context: {},
  ...changes,
});

const identity = (...statements: Statement[]): Policies => ({
  identity: [{ Version: '2012-10-17', Statement: statements }],
  resource: null,
});

const allow = (changes: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::work/parts/*',
  ...changes,
});

const isAllowed = (policies: Policies, asked = request()): boolean => evaluate(policies, asked).allowed;

describe('an identity policy', () => {
  it('allows what one of its statements allows', () => {
    expect(evaluate(identity(allow()), request())).toEqual({ allowed: true, by: allow() });
  });

  it('denies what no statement allows, and names a statement that would allow it', () => {
    const asked = request({ action: 's3:PutObject' });
    const decision = evaluate(identity(allow()), asked);
    expect(decision).toMatchObject({ allowed: false, reason: 'no statement allows it', nearest: null });
    expect(explainRefusal(asked, decision)).toBe(
      `${ROLE} may not s3:PutObject on ${OBJECT}: no statement allows it; this one would: ` +
        `{"Effect":"Allow","Action":"s3:PutObject","Resource":"${OBJECT}"}`,
    );
  });

  it('denies what a statement denies, whatever the others allow', () => {
    const deny = allow({ Sid: 'NotParts', Effect: 'Deny' });
    const decision = evaluate(identity(allow(), deny), request());
    expect(decision).toMatchObject({ allowed: false, reason: 'explicit deny' });
    expect(explainRefusal(request(), decision)).toBe(`${ROLE} may not s3:GetObject on ${OBJECT}: denied by NotParts`);
  });

  it.each<[string, Partial<Statement>, boolean]>([
    ['an action in another case', { Action: 'S3:getobject' }, true],
    ['an action with a wildcard', { Action: 's3:Get*' }, true],
    ['one action of a list', { Action: ['s3:PutObject', 's3:GetObject'] }, true],
    ['an action that only begins alike', { Action: 's3:GetObjectVersion' }, false],
    ['a resource in another case', { Resource: 'arn:aws:s3:::WORK/parts/*' }, false],
    ['another prefix', { Resource: 'arn:aws:s3:::work/results/*' }, false],
    ['any resource', { Resource: '*' }, true],
  ])('compares %s', (_, changes, allowed) => {
    expect(isAllowed(identity(allow(changes)))).toBe(allowed);
  });

  it('takes NotAction and NotResource for everything else', () => {
    const { Action: _action, ...rest } = allow();
    expect(isAllowed(identity({ ...rest, NotAction: 's3:PutObject' }))).toBe(true);
    expect(isAllowed(identity({ ...rest, NotAction: 's3:Get*' }))).toBe(false);
    expect(isAllowed(identity({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::work/*' }))).toBe(false);
  });
});

describe('conditions', () => {
  const when = (Condition: NonNullable<Statement['Condition']>, context: AuthorizationRequest['context']): boolean =>
    isAllowed(identity(allow({ Condition })), request({ context }));

  it.each([
    ['StringEquals with the value', { StringEquals: { 'a:k': 'x' } }, { 'a:k': 'x' }, true],
    ['StringEquals with the key in another case', { StringEquals: { 'A:K': 'x' } }, { 'a:k': 'x' }, true],
    ['StringEquals with another value', { StringEquals: { 'a:k': 'x' } }, { 'a:k': 'X' }, false],
    ['StringEquals without the key', { StringEquals: { 'a:k': 'x' } }, {}, false],
    ['StringEqualsIfExists without the key', { StringEqualsIfExists: { 'a:k': 'x' } }, {}, true],
    ['StringEqualsIfExists with another value', { StringEqualsIfExists: { 'a:k': 'x' } }, { 'a:k': 'y' }, false],
    ['StringEquals with one of several', { StringEquals: { 'a:k': ['x', 'y'] } }, { 'a:k': 'y' }, true],
    ['StringNotEquals with the value', { StringNotEquals: { 'a:k': 'x' } }, { 'a:k': 'x' }, false],
    ['StringNotEquals without the key', { StringNotEquals: { 'a:k': 'x' } }, {}, true],
    ['StringNotEquals with one of several', { StringNotEquals: { 'a:k': ['x', 'y'] } }, { 'a:k': 'y' }, false],
    ['StringLike with a wildcard', { StringLike: { 'a:k': 'files/*' } }, { 'a:k': 'files/1' }, true],
    ['StringEquals takes no wildcard', { StringEquals: { 'a:k': 'files/*' } }, { 'a:k': 'files/1' }, false],
    ['Bool', { Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, false],
    ['Null true without the key', { Null: { 'a:k': 'true' } }, {}, true],
    ['Null false without the key', { Null: { 'a:k': 'false' } }, {}, false],
    ['Null false with the key', { Null: { 'a:k': false } }, { 'a:k': 'x' }, true],
    ['NumericLessThanEquals', { NumericLessThanEquals: { 'a:n': 10 } }, { 'a:n': '10' }, true],
    [
      'ArnLike by parts',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:*:*:*:rule/x' } },
      { 'aws:SourceArn': 'arn:aws:events:eu:0:rule/x' },
      true,
    ],
    [
      'ArnLike over a colon',
      { ArnLike: { 'aws:SourceArn': 'arn:*:rule/x' } },
      { 'aws:SourceArn': 'arn:aws:events:eu:0:rule/x' },
      false,
    ],
  ] as const)('holds %s: %j with %j is %s', (_, condition, context, allowed) => {
    expect(when(condition, context)).toBe(allowed);
  });

  it('demands that every operator and every key holds', () => {
    const both = { StringEquals: { 'a:k': 'x', 'a:l': 'y' }, Bool: { 'a:b': 'true' } };
    expect(when(both, { 'a:k': 'x', 'a:l': 'y', 'a:b': 'true' })).toBe(true);
    expect(when(both, { 'a:k': 'x', 'a:l': 'z', 'a:b': 'true' })).toBe(false);
    expect(when(both, { 'a:k': 'x', 'a:l': 'y', 'a:b': 'false' })).toBe(false);
  });

  it('compares a key of several values with ForAllValues and ForAnyValue', () => {
    const all = { 'ForAllValues:StringEquals': { 'events:source': ['a', 'b'] } };
    expect(when(all, { 'events:source': ['a', 'b', 'a'] })).toBe(true);
    expect(when(all, { 'events:source': ['a', 'c'] })).toBe(false);
    expect(when({ 'ForAnyValue:StringEquals': { 'events:source': 'a' } }, { 'events:source': ['c', 'a'] })).toBe(true);
    expect(when({ 'ForAnyValue:StringEquals': { 'events:source': 'a' } }, {})).toBe(false);
  });

  it('lets ForAllValues hold without the key, so that a Null beside it is needed', () => {
    const all = { 'ForAllValues:StringEquals': { 'events:source': 'a' } };
    expect(when(all, {})).toBe(true);
    expect(when({ ...all, Null: { 'events:source': 'false' } }, {})).toBe(false);
  });

  it('never holds for a key of several values without a set operator, which AWS leaves undefined', () => {
    expect(when({ StringEquals: { 'events:source': 'a' } }, { 'events:source': ['a'] })).toBe(false);
  });

  it('names the conditions that are not met', () => {
    const asked = request({ context: { 'a:k': 'y' } });
    const decision = evaluate(identity(allow({ Condition: { StringEquals: { 'a:k': 'x' } } })), asked);
    expect(explainRefusal(asked, decision)).toMatch(/a statement allows it but for StringEquals a:k$/);
  });

  it('refuses to guess at an operator or a variable that it does not know', () => {
    expect(() => when({ DateLessThan: { 'aws:CurrentTime': '2030-01-01' } }, {})).toThrow(PolicyUnsupported);
    expect(() => when({ constructor: { 'a:k': 'x' } }, { 'a:k': 'x' })).toThrow(/constructor/);
    expect(() => when({ StringEquals: { 'a:k': '${aws:username}' } }, {})).toThrow(/aws:username/);
  });
});

describe('a policy of a resource', () => {
  const QUEUE = 'arn:aws:sqs:eu-west-1:000000000000:q';
  const RULE = 'arn:aws:events:eu-west-1:000000000000:rule/r';
  const policy: PolicyDocument = {
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: QUEUE,
        Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
      },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: QUEUE,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
  const send = (name: string, source: string, secure = 'true'): boolean =>
    evaluate(
      { identity: [], resource: policy },
      {
        principal: { kind: 'service', name },
        action: 'sqs:SendMessage',
        resource: QUEUE,
        context: { 'aws:SourceArn': source, 'aws:SecureTransport': secure },
      },
    ).allowed;

  it('allows the service that it names, on behalf of the rule that it names', () => {
    expect(send('events.amazonaws.com', RULE)).toBe(true);
    expect(send('events.amazonaws.com', `${RULE}2`)).toBe(false);
    expect(send('s3.amazonaws.com', RULE)).toBe(false);
  });

  it('denies everybody what it denies', () => {
    expect(send('events.amazonaws.com', RULE, 'false')).toBe(false);
  });

  it('allows a role of the account that it names, beside the policies of the role', () => {
    const Statement: Statement = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 's3:GetObject' };
    expect(isAllowed({ identity: [], resource: { Statement } })).toBe(true);
    expect(isAllowed({ identity: [], resource: { Statement: { ...Statement, Principal: { AWS: `${ROLE}2` } } } })).toBe(
      false,
    );
  });
});

describe('a policy of a resource that names the account', () => {
  const ACCOUNT = ['000000000000', 'arn:aws:iam::000000000000:root'];
  const naming = (Effect: Statement['Effect'], AWS: string): PolicyDocument => ({
    Statement: { Effect, Principal: { AWS }, Action: 's3:GetObject' },
  });

  it.each(ACCOUNT)('as %s does not allow a role what no policy of the role allows', (account) => {
    const resource = naming('Allow', account);
    expect(isAllowed({ identity: [], resource })).toBe(false);
    expect(isAllowed({ ...identity(allow()), resource })).toBe(true);
  });

  it.each(ACCOUNT)('as %s denies its roles what it denies the account', (account) => {
    expect(isAllowed({ ...identity(allow()), resource: naming('Deny', account) })).toBe(false);
    expect(isAllowed({ ...identity(allow()), resource: naming('Deny', '111111111111') })).toBe(true);
  });
});

describe('a policy of a resource that denies everybody', () => {
  const SERVICE = { kind: 'service', name: 'events.amazonaws.com' } as const;
  const statement = { Action: 's3:GetObject', Resource: OBJECT };
  const allowed: Statement = { ...statement, Effect: 'Allow', Principal: { Service: SERVICE.name } };

  it.each<[NonNullable<Statement['Principal']>]>([['*'], [{ AWS: '*' }], [{ AWS: [ROLE, '*'] }]])(
    'as %j denies a service too',
    (Principal) => {
      const asked = request({ principal: SERVICE });
      expect(isAllowed({ identity: [], resource: { Statement: [allowed] } }, asked)).toBe(true);
      const deny: Statement = { ...statement, Effect: 'Deny', Principal };
      expect(isAllowed({ identity: [], resource: { Statement: [allowed, deny] } }, asked)).toBe(false);
    },
  );
});

describe('a policy variable in a resource', () => {
  const VARIABLE = 'arn:aws:s3:::work/${aws:PrincipalTag/team}/*';
  const deploy = (statement: Statement) => () =>
    new AccountPolicies().put('service', 'Policy', {
      resources: ['arn:aws:s3:::work'],
      policy: { Statement: statement },
    });

  it.each<[string, Partial<Statement>]>([
    ['Resource', { Resource: VARIABLE }],
    ['a list of Resource', { Resource: ['arn:aws:s3:::work', VARIABLE] }],
    ['NotResource', { NotResource: VARIABLE }],
  ])('is refused in %s when it is deployed', (_, where) => {
    const statement: Statement = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', ...where };
    expect(deploy(statement)).toThrow(PolicyUnsupported);
    expect(deploy(statement)).toThrow('aws:PrincipalTag/team');
  });

  it('is refused where it is evaluated', () => {
    expect(() => isAllowed(identity(allow({ Effect: 'Deny', Resource: VARIABLE })))).toThrow(PolicyUnsupported);
  });
});

describe('wildcards', () => {
  it.each([
    ['*', '', true],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbbd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['**a', 'bba', true],
    ['*.copy', 'parts/*.copy', true],
  ])('%s matches %j: %s', (pattern, text, matched) => {
    expect(matchesWildcard(pattern, text)).toBe(matched);
  });

  it('takes time linear in the text for a pattern of many stars', () => {
    const started = performance.now();
    expect(matchesWildcard(`${'*a'.repeat(50)}b`, 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('matches an ARN part by part, the last part with its colons', () => {
    expect(
      matchesArn('arn:aws:logs:*:*:log-group:/aws/lambda/x:*', 'arn:aws:logs:eu:0:log-group:/aws/lambda/x:y'),
    ).toBe(true);
    expect(matchesArn('arn:aws:s3:::work', 'arn:aws:s3:::work/x')).toBe(false);
  });
});
