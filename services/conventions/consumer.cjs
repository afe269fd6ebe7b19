/**
 * The resources of a consumer: EventBridge rule -> SQS queue (with dead letters) -> the service's function, and their alarms.
 * Made from `custom.consumer` of the service:
 *   function, timeout (seconds), visibility (seconds, absent: a little above the time-out), pattern, bus (absent: the default bus)
 */
const { alarm, alarmActions } = require('./alarm.cjs');

const never = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** @type {(name: string, properties: object) => object} */
const queue = (name, properties) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name, SqsManagedSseEnabled: true, ...properties },
});

/** @type {(logicalId: string) => object} */
const queuePolicy = (logicalId) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: logicalId }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': [logicalId, 'Arn'] },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } } },
        },
        { ...never, Resource: { 'Fn::GetAtt': [logicalId, 'Arn'] } },
      ],
    },
  },
});

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  const {
    function: name,
    timeout,
    visibility = timeout + 30,
    pattern,
    bus,
  } = await resolveVariable('self:custom.consumer');
  const { deadLetterSeconds } = await resolveVariable('self:custom.conventions');
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const actions = await alarmActions(resolveVariable);
  const queueName = `${service}-${name}-${stage}`;
  const functionName = `${service}-${stage}-${name}`;
  const oldest = 3 * timeout + 600;
  return {
    Resources: {
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: queueName,
          ...(bus ? { EventBusName: bus } : {}),
          EventPattern: pattern,
          Targets: [
            {
              Id: name,
              Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
              RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
              DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } },
            },
          ],
        },
      },
      Queue: queue(queueName, {
        // Above the function's time-out, so that a running attempt is never joined by a second one.
        VisibilityTimeout: visibility,
        MessageRetentionPeriod: deadLetterSeconds,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, maxReceiveCount: 5 },
      }),
      DeadLetters: queue(`${service}-${name}-dead-letters-${stage}`, { MessageRetentionPeriod: deadLetterSeconds }),
      QueuePolicy: queuePolicy('Queue'),
      DeadLettersPolicy: queuePolicy('DeadLetters'),
      DeadLettersAlarm: alarm(
        `${functionName}: a message is in the dead letters`,
        'AWS/SQS',
        'ApproximateNumberOfMessagesVisible',
        'QueueName',
        { 'Fn::GetAtt': ['DeadLetters', 'QueueName'] },
        0,
        'Maximum',
        actions,
      ),
      BacklogAlarm: alarm(
        `${functionName}: a message has waited for more than ${oldest} s`,
        'AWS/SQS',
        'ApproximateAgeOfOldestMessage',
        'QueueName',
        { 'Fn::GetAtt': ['Queue', 'QueueName'] },
        oldest,
        'Maximum',
        actions,
      ),
      ErrorsAlarm: alarm(
        `${functionName}: an invocation failed`,
        'AWS/Lambda',
        'Errors',
        'FunctionName',
        functionName,
        0,
        'Sum',
        actions,
      ),
      ThrottlesAlarm: alarm(
        `${functionName}: invocations are throttled`,
        'AWS/Lambda',
        'Throttles',
        'FunctionName',
        functionName,
        0,
        'Sum',
        actions,
      ),
      DurationAlarm: alarm(
        `${functionName}: an invocation took more than 80 % of its time-out`,
        'AWS/Lambda',
        'Duration',
        'FunctionName',
        functionName,
        timeout * 800,
        'Maximum',
        actions,
      ),
    },
  };
};
