/** Statements that several roles share, with the resource each may touch. */
/** @type {(rest: string) => object} */
const arn = (rest) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${rest}` });

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const service = await resolveVariable('self:service');
  const { names } = await resolveVariable('self:custom.conventions');
  /** @type {(name: string) => string} */
  const parameterArn = (name) => `ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${names.parameters}/${name}`;
  /** @type {(name: string) => object} */
  const read = (name) => ({
    Effect: 'Allow',
    Action: ['ssm:GetParameters', 'ssm:GetParameter'],
    Resource: arn(parameterArn(name)),
  });
  return {
    publish: {
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Resource: arn(`events:\${AWS::Region}:\${AWS::AccountId}:event-bus/customer-files-${stage}`),
      Condition: { StringEquals: { 'events:source': service.replace('customer-files-', 'customer-files.') } },
    },
    readFeed: read('feed'),
    readMail: read('mail'),
    readAppLogin: read('database/app'),
    readOwnerLogin: read('database/owner'),
    // The AWS-managed key of SSM has no ARN to know beforehand: any key, but through SSM alone and for our logins alone.
    decryptLogins: {
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: arn('kms:${AWS::Region}:${AWS::AccountId}:key/*'),
      Condition: {
        StringEquals: { 'kms:ViaService': { 'Fn::Sub': 'ssm.${AWS::Region}.amazonaws.com' } },
        StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': arn(parameterArn('database/*')) },
      },
    },
  };
};
