/**
 * Statements that several roles share, with the resource each may touch. Actions and resources are explicit; each wildcard
 * of a resource has its reason in tools/cli/test/roles.test.ts.
 */
/** @type {(rest: string) => object} */
const arn = (rest) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${rest}` });

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const service = await resolveVariable('self:service');
  const { names } = await resolveVariable('self:custom.conventions');
  const sender = await resolveVariable("param:sender, ''");
  const kmsKey = await resolveVariable("param:kmsKey, ''");
  /** @type {string[] | null} of a service that publishes */
  const detailTypes = await resolveVariable('self:custom.publishes, null');
  /** @type {(name: string) => string} */
  const parameterArn = (name) => `ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${names.parameters}/${name}`;
  /** @type {(name: string, actions?: string[]) => object} */
  const read = (name, actions = ['ssm:GetParameters']) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: arn(parameterArn(name)),
  });
  // Without `kmsKey`, SSM's own key decrypts the logins. It has no ARN to know beforehand: any key, but through SSM alone
  // and for these parameters alone.
  /** @type {(names: string[]) => object} */
  const decrypt = (logins) => ({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: kmsKey || arn('kms:${AWS::Region}:${AWS::AccountId}:key/*'),
    Condition: {
      StringEquals: {
        'kms:ViaService': { 'Fn::Sub': 'ssm.${AWS::Region}.amazonaws.com' },
        'kms:EncryptionContext:PARAMETER_ARN': logins.map((name) => arn(parameterArn(name))),
      },
    },
  });
  return {
    // Both keys have several values where a call has several events: each of them has to be one of these. Null: a call
    // without them would otherwise pass, because a condition on all values holds where there are none.
    ...(detailTypes && {
      publish: {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: arn(`events:\${AWS::Region}:\${AWS::AccountId}:event-bus/customer-files-${stage}`),
        Condition: {
          'ForAllValues:StringEquals': {
            'events:source': service.replace('customer-files-', 'customer-files.'),
            'events:detail-type': detailTypes,
          },
          Null: { 'events:source': 'false', 'events:detail-type': 'false' },
        },
      },
    }),
    readFeed: read('feed'),
    readMail: read('mail'),
    // GetParameter too: a login that the database refuses is read again, beside the cache.
    readAppLogin: read('database/app', ['ssm:GetParameters', 'ssm:GetParameter']),
    readOwnerLogin: read('database/owner', ['ssm:GetParameters', 'ssm:GetParameter']),
    readLogins: {
      Effect: 'Allow',
      Action: ['ssm:GetParameters'],
      Resource: [arn(parameterArn('database/owner')), arn(parameterArn('database/app'))],
    },
    decryptAppLogin: decrypt(['database/app']),
    decryptOwnerLogin: decrypt(['database/owner']),
    decryptLogins: decrypt(['database/owner', 'database/app']),
    // The identity may be an address or its domain, and SES checks the configuration set of an identity too.
    sendMail: {
      Effect: 'Allow',
      Action: 'ses:SendEmail',
      Resource: [
        arn('ses:${AWS::Region}:${AWS::AccountId}:identity/*'),
        arn('ses:${AWS::Region}:${AWS::AccountId}:configuration-set/*'),
      ],
      ...(sender ? { Condition: { StringEquals: { 'ses:FromAddress': sender } } } : {}),
    },
  };
};
