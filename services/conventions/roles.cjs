/**
 * One role per function, with what `custom.roles` of the service says and no more than every function needs beside it:
 * its own log group and, where it consumes, its own queue.
 *   RoleName: { function, consumes: true|false, statements: [...] }
 */
/** @type {(rest: string) => object} */
const arn = (rest) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${rest}` });

/** @type {(functionName: string) => object} */
const ownLogs = (functionName) => ({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: arn(`logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${functionName}:*`),
});

const ownQueue = {
  Effect: 'Allow',
  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
  Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
};

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
  const roles = await resolveVariable('self:custom.roles');
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const inVpc = (await resolveVariable('self:custom.inVpc, false')) === true;
  /** @type {(settings: { function: string, consumes: boolean, statements: object[] }) => object} */
  const role = ({ function: name, consumes, statements }) => ({
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
              ...(consumes ? [ownQueue] : []),
              ...(inVpc ? [networkInterfaces] : []),
              ...statements,
            ],
          },
        },
      ],
    },
  });
  return {
    Resources: Object.fromEntries(Object.entries(roles).map(([logicalId, settings]) => [logicalId, role(settings)])),
  };
};
