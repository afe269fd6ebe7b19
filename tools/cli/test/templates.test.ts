import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FeedSettings } from '@customer-files/events';
import { type Consumer, CONSUMERS, deadLettersOf, functionOf, queueOf } from '../src/consumers';
import { localTarget, STAGE } from '../src/local-deployment';
import { isDeepStrictEqual } from 'node:util';
import { SHORTEST_STALL_MINUTES } from '../../../services/notification/src/domain/mail-settings';
import { STOPS } from '../../../services/notification/src/domain/stalled';
import { RELAY_AFTER_MINUTES } from '../../../services/persistence/src/domain/unpublished';
import { packageServices, type Packaged } from '../src/packages';
import { ROOT, STATE } from '../src/paths';

/** What `serverless package` compiles is what is deployed, so that is what is looked at. */
interface Resource {
  Type: string;
  DeletionPolicy?: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- CloudFormation
  Properties: Record<string, any>;
}
type Resources = Record<string, Resource>;

/** The logical ids of a consumer's resources begin with the name of its function. */
const idsOf = ({ name }: Consumer): Record<'rule' | 'queue' | 'deadLetters' | 'consumer' | 'mapping', string> => {
  const id = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  return {
    rule: `${id}Rule`,
    queue: `${id}Queue`,
    deadLetters: `${id}DeadLetters`,
    consumer: `${id}LambdaFunction`,
    mapping: `${id}EventSourceMappingSQS${id}Queue`,
  };
};
const resourcesOf = (consumer: Consumer) => {
  const resources = templates[consumer.service]!;
  const { rule, queue, deadLetters, ...ids } = idsOf(consumer);
  return {
    rule: resources[rule]!.Properties,
    queue: resources[queue]!.Properties,
    deadLetters: resources[deadLetters]!.Properties,
    consumer: resources[ids.consumer]!.Properties,
    mapping: resources[ids.mapping]!.Properties,
  };
};

const templates: Record<string, Resources> = {};

beforeAll(async () => {
  const packages: Packaged[] = await packageServices({
    root: ROOT,
    state: STATE,
    target: localTarget(new FeedSettings()),
  });
  for (const { service, directory } of packages) {
    templates[service] = (
      JSON.parse(readFileSync(join(directory, 'cloudformation-template-update-stack.json'), 'utf8')) as {
        Resources: Resources;
      }
    ).Resources;
  }
}, 180_000);

const all = (type: string, service?: string): [string, Resource][] =>
  Object.entries(templates)
    .filter(([name]) => !service || name === service)
    .flatMap(([name, resources]) =>
      Object.entries(resources)
        .filter(([, { Type }]) => Type === type)
        .map(([id, resource]): [string, Resource] => [`${name}.${id}`, resource]),
    );
const ours = (found: [string, Resource][]): [string, Resource][] =>
  found.filter(([id]) => !id.includes('ServerlessDeployment'));

/** The metrics of the alarms on a function or a queue. @param on as a dimension has it */
const alarmsOf = (service: string, on: unknown): string[] =>
  all('AWS::CloudWatch::Alarm', service)
    .filter(([, { Properties }]) => isDeepStrictEqual(Properties.Dimensions[0].Value, on))
    .map(([, { Properties }]) => Properties.MetricName as string)
    .sort();

describe('every consumer', () => {
  it('finds the consumers of the four services in their templates', () => {
    expect(CONSUMERS.map(({ service, name }) => `${service} ${name}`)).toEqual(
      expect.arrayContaining([
        'ingestion receive',
        'notification aggregate',
        'persistence persist',
        'validation validate',
      ]),
    );
  });

  it.each(CONSUMERS)('gives $service $name its rule, queue, dead letters, policies and alarms', (consumer) => {
    const { service } = consumer;
    const ids = idsOf(consumer);
    const found = resourcesOf(consumer);
    expect(found.rule.Name).toBe(queueOf(consumer, STAGE));
    expect(found.queue.QueueName).toBe(queueOf(consumer, STAGE));
    expect(found.deadLetters.QueueName).toBe(deadLettersOf(consumer, STAGE));
    expect(found.consumer.FunctionName).toBe(functionOf(consumer, STAGE));
    expect(found.queue.VisibilityTimeout).toBeGreaterThan(found.consumer.Timeout);
    expect(found.rule.Targets).toEqual([
      expect.objectContaining({
        Arn: { 'Fn::GetAtt': [ids.queue, 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [ids.deadLetters, 'Arn'] } },
      }),
    ]);
    expect(found.queue.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [ids.deadLetters, 'Arn'] },
      maxReceiveCount: 5,
    });
    expect(found.deadLetters.MessageRetentionPeriod).toBe(14 * 86_400);
    // As text: a reference to the queue would be a cycle.
    expect(found.deadLetters.RedriveAllowPolicy).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [
        { 'Fn::Sub': `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${queueOf(consumer, STAGE)}` },
      ],
    });
    const policies = all('AWS::SQS::QueuePolicy', service).map(
      ([, { Properties }]) => Properties.Queues[0].Ref as string,
    );
    expect(new Set(policies)).toEqual(
      new Set(
        CONSUMERS.filter((other) => other.service === service).flatMap((other) => [
          idsOf(other).deadLetters,
          idsOf(other).queue,
        ]),
      ),
    );
    expect(alarmsOf(service, found.consumer.FunctionName)).toEqual(['Duration', 'Errors', 'Throttles']);
    expect(alarmsOf(service, { 'Fn::GetAtt': [ids.queue, 'QueueName'] })).toEqual(['ApproximateAgeOfOldestMessage']);
    expect(alarmsOf(service, { 'Fn::GetAtt': [ids.deadLetters, 'QueueName'] })).toEqual([
      'ApproximateNumberOfMessagesVisible',
    ]);
    expect(found.mapping.EventSourceArn).toEqual({ 'Fn::GetAtt': [ids.queue, 'Arn'] });
    expect(found.mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  it('feeds every queue from its own rule alone, and over TLS alone', () => {
    for (const consumer of CONSUMERS) {
      const ids = idsOf(consumer);
      const policies = all('AWS::SQS::QueuePolicy', consumer.service).filter(([, { Properties }]) =>
        [ids.queue, ids.deadLetters].includes(Properties.Queues[0].Ref as string),
      );
      expect(policies).toHaveLength(2);
      for (const [, { Properties }] of policies) {
        expect(Properties.PolicyDocument.Statement).toEqual([
          expect.objectContaining({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ids.rule, 'Arn'] } } },
          }),
          expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]);
      }
    }
  });
});

describe('every scheduled function', () => {
  it.each([
    ['persistence', 'relay', 'rate(15 minutes)'],
    ['notification', 'detectStalled', 'rate(15 minutes)'],
  ])('gives %s %s its schedule, which alone may invoke it, and an alarm on its errors', (service, name, rate) => {
    const [found] = all('AWS::Lambda::Function', service).filter(
      ([, { Properties }]) => Properties.FunctionName === `customer-files-${service}-local-${name}`,
    );
    const arn = { 'Fn::GetAtt': [found![0].split('.')[1], 'Arn'] };
    const rules = all('AWS::Events::Rule', service).filter(([, { Properties }]) => Properties.ScheduleExpression);
    expect(rules.map(([, { Properties }]) => Properties)).toEqual([
      { ScheduleExpression: rate, State: 'ENABLED', Targets: [{ Arn: arn, Id: expect.any(String) }] },
    ]);
    expect(all('AWS::Lambda::Permission', service).map(([, { Properties }]) => Properties)).toEqual([
      {
        FunctionName: arn,
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rules[0]![0].split('.')[1], 'Arn'] },
      },
    ]);
    expect(alarmsOf(service, found![1].Properties.FunctionName)).toEqual(['Errors']);
  });

  it('lets the relay and the stalled-file detector wait longer than a message is hidden', () => {
    const hidden = (consumers: readonly Consumer[]): number =>
      Math.max(...consumers.map((consumer): number => resourcesOf(consumer).queue.VisibilityTimeout));
    expect(RELAY_AFTER_MINUTES * 60).toBeGreaterThan(
      hidden(CONSUMERS.filter(({ service }) => service === 'persistence')),
    );
    expect(SHORTEST_STALL_MINUTES * 60).toBeGreaterThan(hidden(CONSUMERS));
  });

  it('hides a message for longer than the lease of a report', () => {
    for (const [, { Properties }] of all('AWS::Lambda::Function', 'notification')) {
      expect(Number(Properties.Environment.Variables.LEASE_SECONDS)).toBeLessThan(
        templates.notification!.AggregateQueue!.Properties.VisibilityTimeout,
      );
    }
  });

  it('ends every function that reports before its lease expires', () => {
    for (const [, { Properties }] of all('AWS::Lambda::Function', 'notification'))
      expect(Properties.Timeout).toBeLessThan(Number(Properties.Environment.Variables.LEASE_SECONDS));
  });

  it('gives detectStalled the dead-letter queues of the services that it waits for', () => {
    const { Environment } = templates.notification!.DetectStalledLambdaFunction!.Properties;
    const named = JSON.parse(Environment.Variables.DEAD_LETTER_QUEUES as string) as Record<string, string[]>;
    expect(Object.keys(named).sort()).toEqual(['ingestion', 'notification', 'persistence', 'validation']);
    expect(Object.keys(named)).toEqual(expect.arrayContaining([...STOPS]));
    for (const [service, queues] of Object.entries(named)) {
      const there = all('AWS::SQS::Queue', service).map(([, { Properties }]) => Properties.QueueName as string);
      expect(there).toEqual(expect.arrayContaining(queues));
      expect(queues).not.toEqual([]);
      const own = CONSUMERS.filter((consumer) => consumer.service === service);
      expect(queues).toEqual(own.map((consumer) => resourcesOf(consumer).deadLetters.QueueName));
    }
  });
});

describe('every function', () => {
  it('is traced by X-Ray, and its role may send what it traces', () => {
    for (const [id, { Properties }] of all('AWS::Lambda::Function')) {
      const role = templates[id.split('.')[0]!]![Properties.Role['Fn::GetAtt'][0] as string]!;
      const { Statement } = role.Properties.Policies[0].PolicyDocument as { Statement: object[] };
      expect({ id, mode: Properties.TracingConfig?.Mode as string }).toEqual({ id, mode: 'Active' });
      expect(Statement).toContainEqual({
        Effect: 'Allow',
        Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        Resource: '*',
      });
    }
  });

  it('gives every function a log group with a retention', () => {
    for (const [
      ,
      {
        Properties: { FunctionName },
      },
    ] of all('AWS::Lambda::Function')) {
      const groups = all('AWS::Logs::LogGroup').filter(
        ([, { Properties }]) => Properties.LogGroupName === `/aws/lambda/${FunctionName}`,
      );
      expect([FunctionName, groups.map(([, { Properties }]) => Properties.RetentionInDays)]).toEqual([
        FunctionName,
        [30],
      ]);
    }
  });
});

describe('roles', () => {
  const statements = (): { role: string; Action: string | string[]; Resource: unknown }[] =>
    all('AWS::IAM::Role').flatMap(([role, { Properties }]) =>
      Properties.Policies.flatMap((policy: { PolicyDocument: { Statement: object[] } }) =>
        policy.PolicyDocument.Statement.map((one) => ({ role, ...one })),
      ),
    );

  it('gives every function a role of its own', () => {
    const used = all('AWS::Lambda::Function').map(
      ([id, { Properties }]) => `${id.split('.')[0]}.${Properties.Role['Fn::GetAtt'][0]}`,
    );
    expect(new Set(used).size).toBe(used.length);
    expect(used.sort()).toEqual(
      all('AWS::IAM::Role')
        .map(([id]) => id)
        .sort(),
    );
  });

  it('has no wildcard of actions in a role, and wildcards of resources only for a reason', () => {
    const reasons: Record<string, RegExp> = {
      'kms:Decrypt': /key\/\*/, // the AWS-managed key of SSM, through SSM alone
      'ses:SendEmail': /identity\/\*.*configuration-set\/\*/, // sender and recipients are settings, and an identity may have a set
      's3:GetObjectVersion': /incoming\/\*/,
      's3:GetObject': /announcements\/\*|parts\/\*|results\/\*|files\/\*/,
      's3:PutObject': /parts\/\*|results\/\*|Curoupt_Records\/\*|files\/\*|open\/\*/,
      'xray:PutTraceSegments': /^"\*"$/, // X-Ray has no resources
      's3:DeleteObject': /open\/\*/,
      'logs:CreateLogStream': /log-group:\/aws\/lambda\/customer-files-[a-z]+-local-[a-zA-Z]+:\*/,
    };
    for (const { role, Action, Resource } of statements()) {
      const [first] = [Action].flat() as [string];
      expect([role, [Action].flat().filter((action) => action.includes('*'))]).toEqual([role, []]);
      const text = JSON.stringify(Resource);
      if (text.includes('*'))
        expect([role, first, text]).toEqual([
          role,
          first,
          expect.stringMatching(reasons[first] ?? /^there is no reason$/),
        ]);
    }
  });

  it('lets the functions that use the login of the worker open nine connections at most', () => {
    const mappings = all('AWS::Lambda::EventSourceMapping', 'persistence').map(([, { Properties }]) => Properties);
    const limitOf = (id: string, reserved: number | undefined): number | undefined =>
      mappings.find(({ FunctionName }) => JSON.stringify(FunctionName).includes(id))?.ScalingConfig
        .MaximumConcurrency ?? reserved;
    const limits = all('AWS::Lambda::Function', 'persistence')
      .filter(([, { Properties }]) => Properties.Environment.Variables.DATABASE_PARAMETER.endsWith('/database/app'))
      .map(([path, { Properties }]) => {
        const [, id] = path.split('.') as [string, string];
        return [id, limitOf(id, Properties.ReservedConcurrentExecutions)];
      });
    expect(Object.fromEntries(limits)).toEqual({
      PersistLambdaFunction: 5,
      RecordLambdaFunction: 2,
      RelayLambdaFunction: 1,
      FilesLambdaFunction: 1,
    });
  });

  it('lets two roles delete markers of open files, and nobody another object', () => {
    const deleting = statements().filter((one) => [one.Action].flat().some((action) => action.startsWith('s3:Delete')));
    const markers = expect.stringMatching(/\/open\/\*"/);
    expect(deleting.map(({ role, Action, Resource }) => [role, Action, JSON.stringify(Resource)])).toEqual([
      ['notification.AggregateRole', ['s3:PutObject', 's3:DeleteObject'], markers],
      ['notification.DetectStalledRole', 's3:DeleteObject', markers],
    ]);
  });

  it('lets a role publish events of its own service only', () => {
    for (const { role, ...statement } of statements().filter(({ Action }) => Action === 'events:PutEvents')) {
      expect(statement).toMatchObject({
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': `customer-files.${role.split('.')[0]}` },
          Null: { 'events:source': 'false', 'events:detail-type': 'false' },
        },
      });
    }
  });
});

describe('buckets', () => {
  it('keeps buckets private, encrypted, owned, reached over TLS only, and after their stack is removed', () => {
    expect(ours(all('AWS::S3::Bucket'))).toHaveLength(3);
    for (const [, { Properties, DeletionPolicy }] of ours(all('AWS::S3::Bucket'))) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      expect([
        DeletionPolicy,
        Properties.OwnershipControls.Rules[0].ObjectOwnership,
        Properties.BucketEncryption.ServerSideEncryptionConfiguration.length,
      ]).toEqual(['RetainExceptOnCreate', 'BucketOwnerEnforced', 1]);
    }
    for (const [, { Properties }] of ours(all('AWS::S3::BucketPolicy')))
      expect(Properties.PolicyDocument.Statement[0]).toMatchObject({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
  });

  it('keeps objects at least as long as the archive and two weeks of dead letters', () => {
    const [[, archive]] = all('AWS::Events::Archive') as [[string, Resource]];
    for (const [, { Properties }] of ours(all('AWS::S3::Bucket'))) {
      expect(Properties.LifecycleConfiguration.Rules[0].ExpirationInDays).toBeGreaterThanOrEqual(
        archive.Properties.RetentionDays + 14,
      );
    }
  });
});
