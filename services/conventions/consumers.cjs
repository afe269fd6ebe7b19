/**
 * The resources of each consumer: EventBridge rule -> SQS queue (with dead letters) -> the service's function, and their alarms.
 * Made from `custom.consumers` of the service, by the name of the function:
 *   pattern, bus (absent: the default bus), visibility (seconds; absent: the function's time-out and 30 seconds)
 * The logical ids begin with the function's name: `receive` has ReceiveRule, ReceiveQueue, ReceiveDeadLetters.
 */
const { alarm, alarmActions } = require('./alarm.cjs');
const { deadLettersOf, functionOf, logicalIdOf, queueOf } = require('./services.cjs');

const deniedWithoutTls = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** @type {(name: string, kmsKey: string, properties: object) => object} */
const queue = (name, kmsKey, properties) => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    QueueName: name,
    ...(kmsKey ? { KmsMasterKeyId: kmsKey } : { SqsManagedSseEnabled: true }),
    ...properties,
  },
});

/**
 * Only the queue of the same consumer may use these dead letters. Its ARN is written out: a reference would be a cycle.
 *
 * @type {(queueName: string) => object}
 */
const deadLettersFor = (queueName) => ({
  redrivePermission: 'byQueue',
  sourceQueueArns: [{ 'Fn::Sub': `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${queueName}` }],
});

/** @type {(logicalId: string, rule: string) => object} */
const queuePolicy = (logicalId, rule) => ({
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
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
        },
        { ...deniedWithoutTls, Resource: { 'Fn::GetAtt': [logicalId, 'Arn'] } },
      ],
    },
  },
});

/** @type {(id: string, bus: string | undefined, properties: { name: string, pattern: object, target: string }) => object} */
const ruleTo = (id, bus, { name, pattern, target }) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: name,
    ...(bus ? { EventBusName: bus } : {}),
    EventPattern: pattern,
    Targets: [
      {
        Id: target,
        Arn: { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [`${id}DeadLetters`, 'Arn'] } },
      },
    ],
  },
});

/** @type {(id: string, functionName: string, timeout: number, actions: string[]) => Record<string, object>} */
function alarmsOf(id, functionName, timeout, actions) {
  const oldest = 3 * timeout + 600;
  /** @type {(queueId: string, description: string, metric: string, threshold: number) => object} */
  const onQueue = (queueId, description, metric, threshold) => {
    const name = { 'Fn::GetAtt': [queueId, 'QueueName'] };
    const text = `${functionName}: ${description}`;
    return alarm(text, 'AWS/SQS', metric, 'QueueName', name, threshold, 'Maximum', actions);
  };
  /** @type {(description: string, metric: string, threshold: number, statistic: string) => object} */
  const onFunction = (description, metric, threshold, statistic) => {
    const text = `${functionName}: ${description}`;
    return alarm(text, 'AWS/Lambda', metric, 'FunctionName', functionName, threshold, statistic, actions);
  };
  return {
    [`${id}DeadLettersAlarm`]: onQueue(
      `${id}DeadLetters`,
      'a message is in the dead letters',
      'ApproximateNumberOfMessagesVisible',
      0,
    ),
    [`${id}BacklogAlarm`]: onQueue(
      `${id}Queue`,
      `a message has waited for more than ${oldest} s`,
      'ApproximateAgeOfOldestMessage',
      oldest,
    ),
    [`${id}ErrorsAlarm`]: onFunction('an invocation failed', 'Errors', 0, 'Sum'),
    [`${id}ThrottlesAlarm`]: onFunction('invocations are throttled', 'Throttles', 0, 'Sum'),
    [`${id}DurationAlarm`]: onFunction(
      'an invocation took more than 80 % of its time-out',
      'Duration',
      timeout * 800,
      'Maximum',
    ),
  };
}

/** @typedef {{ pattern: object, bus?: string, visibility?: number }} Settings */

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  const { deadLetterSeconds } = await resolveVariable('self:custom.conventions');
  const service = (await resolveVariable('self:service')).replace('customer-files-', '');
  const stage = await resolveVariable('sls:stage');
  const actions = await alarmActions(resolveVariable);
  const kmsKey = await resolveVariable("param:kmsKey, ''");

  /** @type {(name: string, settings: Settings) => Promise<Record<string, object>>} */
  const resourcesOf = async (name, { pattern, bus, visibility }) => {
    const id = logicalIdOf(name);
    const timeout = await resolveVariable(`self:functions.${name}.timeout`);
    const consumer = { service, name };
    const deadLetterArn = { 'Fn::GetAtt': [`${id}DeadLetters`, 'Arn'] };
    return {
      [`${id}Rule`]: ruleTo(id, bus, { name: queueOf(consumer, stage), pattern, target: name }),
      [`${id}Queue`]: queue(queueOf(consumer, stage), kmsKey, {
        // Above the function's time-out, so that a second attempt never starts while the first one runs.
        VisibilityTimeout: visibility ?? timeout + 30,
        MessageRetentionPeriod: deadLetterSeconds,
        RedrivePolicy: { deadLetterTargetArn: deadLetterArn, maxReceiveCount: 5 },
      }),
      [`${id}DeadLetters`]: queue(deadLettersOf(consumer, stage), kmsKey, {
        MessageRetentionPeriod: deadLetterSeconds,
        RedriveAllowPolicy: deadLettersFor(queueOf(consumer, stage)),
      }),
      [`${id}QueuePolicy`]: queuePolicy(`${id}Queue`, `${id}Rule`),
      [`${id}DeadLettersPolicy`]: queuePolicy(`${id}DeadLetters`, `${id}Rule`),
      ...alarmsOf(id, functionOf(consumer, stage), timeout, actions),
    };
  };

  /** @type {Record<string, Settings>} */
  const consumers = await resolveVariable('self:custom.consumers');
  const resources = await Promise.all(Object.entries(consumers).map(([name, settings]) => resourcesOf(name, settings)));
  return { Resources: Object.assign({}, ...resources) };
};
