/**
 * One role per function: the statements that `custom.roles` of the service lists under the function's name, and what every
 * function needs: its own log group, X-Ray and, where `custom.consumers` names it, its own queue. The role of `receive` is ReceiveRole.
 * A list of statements that several functions share stands in the list of each.
 * A role that publishes has the tag that the policies of the bus ask for (bus-policies.cjs).
 */
const { logicalIdOf, publisherTag } = require('./services.cjs');

/** @typedef {{ Action: string | string[], Condition?: Record<string, object> }} Statement */

/** @type {(rest: string) => object} */
const arn = (rest) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${rest}` });

/** @type {(functionName: string) => object} */
const ownLogs = (functionName) => ({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: arn(`logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${functionName}:*`),
});

/** Traces have no ARN, and X-Ray knows no permission for less than all. */
const ownTraces = { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' };

/** @type {(name: string) => object} */
const ownQueue = (name) => ({
  Effect: 'Allow',
  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  Resource: { 'Fn::GetAtt': [`${logicalIdOf(name)}Queue`, 'Arn'] },
});

const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda puts a function into a VPC in the name of its role. Network interfaces have no ARN to name before they exist. The
 * code of the function has no use for them, so it is denied what Lambda itself is allowed, as the Lambda guide advises.
 *
 * @type {(functionName: string) => object[]}
 */
const networkInterfaces = (functionName) => [
  { Effect: 'Allow', Action: NETWORK_INTERFACES, Resource: '*' },
  {
    Effect: 'Deny',
    Action: [...NETWORK_INTERFACES, 'ec2:DetachNetworkInterface'],
    Resource: '*',
    Condition: {
      ArnEquals: {
        'lambda:SourceFunctionArn': arn(`lambda:\${AWS::Region}:\${AWS::AccountId}:function:${functionName}`),
      },
    },
  },
];

/** @type {(statements: Statement[], action: string) => boolean} */
const allows = (statements, action) =>
  statements.some(({ Action }) => [Action].flat().some((one) => one.startsWith(action)));

/**
 * The use of the key, where a role reads or writes objects, or receives messages: none for a role that does neither. EventBridge
 * sends the messages, so a role that writes no objects has nothing to encrypt.
 *
 * @type {(kmsKey: string, statements: Statement[], hasQueue: boolean) => object[]}
 */
function useKey(kmsKey, statements, hasQueue) {
  const writes = allows(statements, 's3:PutObject');
  const services = [...(writes || allows(statements, 's3:GetObject') ? ['s3'] : []), ...(hasQueue ? ['sqs'] : [])];
  if (services.length === 0) return [];
  const via = services.map((service) => ({ 'Fn::Sub': `${service}.\${AWS::Region}.amazonaws.com` }));
  return [
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', ...(writes ? ['kms:GenerateDataKey'] : [])],
      Resource: kmsKey,
      Condition: { StringEquals: { 'kms:ViaService': via } },
    },
  ];
}

/**
 * Names of buckets can be known, and a bucket that was deleted can be created by another account: objects are read from and
 * written to this account alone.
 *
 * @type {(statement: Statement) => object}
 */
const inOwnAccount = (statement) =>
  [statement.Action].flat().every((action) => action.startsWith('s3:'))
    ? {
        ...statement,
        Condition: {
          ...statement.Condition,
          StringEquals: { ...statement.Condition?.StringEquals, 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } },
        },
      }
    : statement;

const assumedByLambda = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  /** @type {Record<string, (Statement | Statement[])[]>} */
  const roles = await resolveVariable('self:custom.roles');
  const consumers = await resolveVariable('self:custom.consumers, null');
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const inVpc = (await resolveVariable('self:custom.inVpc, false')) === true;
  const kmsKey = await resolveVariable("param:kmsKey, ''");
  /** @type {(name: string, statements: Statement[]) => object} */
  const role = (name, statements) => {
    const hasQueue = Object.hasOwn(consumers ?? {}, name);
    return {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: assumedByLambda,
        ...(allows(statements, 'events:PutEvents')
          ? { Tags: [publisherTag(service.replace('customer-files-', ''), stage)] }
          : {}),
        Policies: [
          {
            PolicyName: name,
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                ownLogs(`${service}-${stage}-${name}`),
                ownTraces,
                ...(hasQueue ? [ownQueue(name)] : []),
                ...(inVpc ? networkInterfaces(`${service}-${stage}-${name}`) : []),
                ...(kmsKey ? useKey(kmsKey, statements, hasQueue) : []),
                ...statements.map(inOwnAccount),
              ],
            },
          },
        ],
      },
    };
  };
  return {
    Resources: Object.fromEntries(
      Object.entries(roles).map(([name, statements]) => [`${logicalIdOf(name)}Role`, role(name, statements.flat())]),
    ),
  };
};
