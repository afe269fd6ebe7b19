import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { type AccountReport, type LocalCloudEvent } from '../../src';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { lambda, mapping, queue, role, rule, type TinyResource, type TinyService, writeService } from '../tiny-service';
import { clientsOfRole } from './role-clients';

jest.setTimeout(60_000);

let test: TestCloud;
beforeAll(async () => {
  test = await startTestCloud();
});
afterAll(() => test?.end());

const deploy = (name: string, { resources, code }: TinyService): Promise<{ changed: boolean }> =>
  test.cloud.deploy(name, writeService(join(test.folder, name), { resources, code: code ?? {} }));

const allow = (Action: string | string[], Resource = '*', Condition?: object): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

const LOGS = allow(['logs:CreateLogStream', 'logs:PutLogEvents']);

/** A function, with this role. */
const withRole = (name: string, Role: TinyResource): Record<string, TinyResource> => {
  const { Type, Properties } = lambda(name);
  return { Function: { Type, Properties: { ...Properties, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } }, Role };
};

async function invoke(name: string): Promise<unknown> {
  const { Payload } = await test.clients.lambda.send(new InvokeCommand({ FunctionName: name }));
  return JSON.parse(Payload!.transformToString());
}

describe('the role of a function', () => {
  it('is refused at the deployment if Lambda may not assume it', async () => {
    const AssumeRolePolicyDocument = {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const resources = withRole('assumed', role([LOGS], { AssumeRolePolicyDocument }));
    await expect(deploy('assumed', { resources, code: { assumed: '1;' } })).rejects.toThrow(
      'the function assumed: the role defined for the function cannot be assumed by Lambda',
    );
  });

  it.each(['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])(
    'is refused at the deployment if it may not %s of the queue that the function is mapped to',
    async (action) => {
      const others = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].filter((one) => one !== action);
      const Role = role([LOGS, allow(others.map((one) => `sqs:${one}`))]);
      const resources = { ...withRole('mapped', Role), Queue: queue('mapped'), Mapping: mapping('Function', 'Queue') };
      await expect(deploy('mapped', { resources, code: { mapped: '1;' } })).rejects.toThrow(
        `mapped: The provided execution role does not have permissions to call ${action} on SQS`,
      );
    },
  );

  it('is refused at the deployment if the function is traced and may not send traces', async () => {
    const resources = withRole('traced', role([LOGS]));
    const { Type, Properties } = resources.Function!;
    const Function = { Type, Properties: { ...Properties, TracingConfig: { Mode: 'Active' } } };
    await expect(deploy('traced', { resources: { ...resources, Function }, code: { traced: '1;' } })).rejects.toThrow(
      'traced: The provided execution role does not have permissions to call PutTraceSegments on XRAY',
    );
  });

  it('lets the function write its log, without which the function runs but logs nothing', async () => {
    const code = `exports.handler = async () => { console.log('a line'); return 'ran'; };`;
    await deploy('logging', { resources: withRole('logging', role([LOGS])), code: { logging: code } });
    const silent = role([allow('logs:CreateLogStream')]);
    await deploy('silent', { resources: withRole('silent', silent), code: { silent: code } });
    expect(await invoke('logging')).toBe('ran');
    expect(await invoke('silent')).toBe('ran');
    const logs = join(test.folder, 'state', 'logs');
    expect(readFileSync(join(logs, 'logging.log'), 'utf8')).toBe('a line\n');
    expect(() => readFileSync(join(logs, 'silent.log'))).toThrow('ENOENT');
  });

  it('decides what the code of the function does, which has lambda:SourceFunctionArn, and Lambda itself has not', async () => {
    const sourced = { ArnEquals: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-west-1:000000000000:function:own' } };
    const statements = [LOGS, allow('s3:*', 'arn:aws:s3:::own/*', sourced), allow('s3:ListBucket')];
    const Bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'own' } };
    const resources = { ...withRole('own', role(statements)), Bucket };
    await deploy('own', { resources, code: { own: 'exports.handler = async () => process.env;' } });
    const environment = (await invoke('own')) as Record<string, string>;
    const credentials = {
      accessKeyId: environment.AWS_ACCESS_KEY_ID!,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
      sessionToken: environment.AWS_SESSION_TOKEN!,
    };
    const s3 = new S3Client({ endpoint: test.cloud.endpoints.s3, region: 'eu-west-1', credentials });
    const put = new PutObjectCommand({ Bucket: 'own', Key: 'a', Body: 'x' });
    await s3.send(put);
    const session = await clientsOfRole(test.cloud, 'own-Role');
    await expect(session.s3.send(put)).rejects.toThrow('is not authorized to perform: s3:PutObject');
    s3.destroy();
    session.destroy();
  });
});

describe('the policy of a queue', () => {
  /** A rule of all events of a source, its queue and its dead letters, and the policies of these two. */
  const ruled = (name: string, policies: Record<string, TinyResource>): TinyService => {
    const { Type, Properties } = rule(name, { source: [name] }, 'Queue');
    const [target] = Properties!.Targets as object[];
    const Targets = [{ ...target, DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } }];
    return {
      resources: {
        Queue: queue(name),
        DeadLetters: queue(`${name}-dead-letters`),
        Rule: { Type, Properties: { ...Properties, Targets } },
        ...policies,
      },
    };
  };

  const policy = (queueId: string, sourceArn: unknown): TinyResource => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: queueId }],
      PolicyDocument: {
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': [queueId, 'Arn'] },
          Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
        },
      },
    },
  });

  const OWN = { 'Fn::GetAtt': ['Rule', 'Arn'] };
  const OTHER = 'arn:aws:events:eu-west-1:000000000000:rule/another';

  const publish = (Source: string): Promise<unknown> =>
    test.clients.events.send(new PutEventsCommand({ Entries: [{ Source, DetailType: 'Any', Detail: '{}' }] }));

  async function messagesOf(name: string) {
    const QueueUrl = `${test.cloud.endpoints.sqs}/000000000000/${name}`;
    const { Messages = [] } = await test.clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }),
    );
    return Messages;
  }

  it('lets the rule that it names deliver its events', async () => {
    await deploy('named', ruled('named', { Policy: policy('Queue', OWN) }));
    await publish('named');
    expect(await messagesOf('named')).toHaveLength(1);
  });

  it('refuses another rule, whose event goes to its dead letters with NO_PERMISSIONS', async () => {
    const policies = { Policy: policy('Queue', OTHER), DeadPolicy: policy('DeadLetters', OWN) };
    await deploy('other', ruled('other', policies));
    await publish('other');
    const [message] = await messagesOf('other-dead-letters');
    expect(message!.MessageAttributes).toMatchObject({ ERROR_CODE: { StringValue: 'NO_PERMISSIONS' } });
    expect(await messagesOf('other')).toEqual([]);
  });

  it('refuses dead letters of another rule as well, and the event is reported as lost', async () => {
    const policies = { Policy: policy('Queue', OTHER), DeadPolicy: policy('DeadLetters', OTHER) };
    await deploy('lost', ruled('lost', policies));
    await publish('lost');
    const lost = await test.recorder.until('dead-letter', (one: LocalCloudEvent & { type: 'dead-letter' }) =>
      one.queue.startsWith('lost'),
    );
    expect(lost.reason).toContain('did not take it either');
    expect(await messagesOf('lost-dead-letters')).toEqual([]);
  });
});

describe('a deployment', () => {
  const Bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'changing' } };
  const read = new GetObjectCommand({ Bucket: 'changing', Key: 'a' });
  const service = (Role: TinyResource, more: Record<string, TinyResource> = {}): TinyService => ({
    resources: { ...withRole('changing', Role), Bucket, ...more },
    code: { changing: '1;' },
  });

  it('replaces the policies of a role at once, and removes a policy that its template has no more', async () => {
    const Deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::changing/*' };
    const Policy = {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: { Statement: [Deny] } },
    };
    await deploy('changing', service(role([allow('s3:*')]), { Policy }));
    const { s3, destroy } = await clientsOfRole(test.cloud, 'changing-Role');
    await expect(s3.send(read)).rejects.toThrow('with an explicit deny in a resource-based policy');
    await deploy('changing', service(role([allow('s3:*')])));
    await expect(s3.send(read)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await deploy('changing', service(role([LOGS])));
    await expect(s3.send(read)).rejects.toThrow('because no identity-based policy allows the s3:GetObject action');
    const Other = role([LOGS]);
    await deploy('changing', { resources: { Other } });
    const { roles } = await test.cloud.local<AccountReport>('policies');
    expect(roles.filter(({ name }) => name.startsWith('changing-')).map(({ name }) => name)).toEqual([
      'changing-Other',
    ]);
    await expect(clientsOfRole(test.cloud, 'changing-Role')).rejects.toThrow('cannot be found');
    destroy();
  });

  it.each<[string, TinyResource, string]>([
    [
      'a condition operator',
      role([allow('s3:*', '*', { DateLessThan: { 'aws:CurrentTime': '2026-01-01' } })]),
      'unknown: Role: the condition operator DateLessThan is not known to the embedded cloud',
    ],
    [
      'an element of a statement',
      role([{ ...allow('s3:*'), NotPrincipal: '*' }]),
      'unknown: Role: the element NotPrincipal of a statement is not known to the embedded cloud',
    ],
    [
      'a property of a role',
      role([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
      'unknown: Role: ManagedPolicyArns is not known to the embedded cloud',
    ],
  ])('is refused for %s that the evaluator does not know', async (_, Role, reason) => {
    await expect(deploy('unknown', { resources: { Role } })).rejects.toThrow(reason);
  });

  it('is refused for a function without a role', async () => {
    const resources = { Function: { ...lambda('bare'), Properties: { ...lambda('bare').Properties, Role: null } } };
    await expect(deploy('bare', { resources, code: { bare: '1;' } })).rejects.toThrow('the function bare has no Role');
  });
});
