/**
 * One role per function: the statements that `custom.roles` of the service lists under the function's name, and what every
 * function needs: its own log group and, where `custom.consumers` names it, its own queue. The role of `receive` is ReceiveRole.
 */
const { logicalIdOf } = require('./services.cjs');

/** @type {(rest: string) => object} */
const arn = (rest) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${rest}` });

/** @type {(functionName: string) => object} */
const ownLogs = (functionName) => ({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: arn(`logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${functionName}:*`),
});

/** @type {(name: string) => object} */
const ownQueue = (name) => ({
  Effect: 'Allow',
  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
  Resource: { 'Fn::GetAtt': [`${logicalIdOf(name)}Queue`, 'Arn'] },
});

// Network interfaces have no ARN to name before they exist; only a function in a VPC gets this.
const networkInterfaces = {
  Effect: 'Allow',
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  Resource: '*',
};

const assumedByLambda = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  /** @type {Record<string, object[]>} */
  const roles = await resolveVariable('self:custom.roles');
  const consumers = await resolveVariable('self:custom.consumers, null');
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const inVpc = (await resolveVariable('self:custom.inVpc, false')) === true;
  /** @type {(name: string, statements: object[]) => object} */
  const role = (name, statements) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: assumedByLambda,
      Policies: [
        {
          PolicyName: name,
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              ownLogs(`${service}-${stage}-${name}`),
              ...(Object.hasOwn(consumers ?? {}, name) ? [ownQueue(name)] : []),
              ...(inVpc ? [networkInterfaces] : []),
              ...statements,
            ],
          },
        },
      ],
    },
  });
  return {
    Resources: Object.fromEntries(
      Object.entries(roles).map(([name, statements]) => [`${logicalIdOf(name)}Role`, role(name, statements)]),
    ),
  };
};
