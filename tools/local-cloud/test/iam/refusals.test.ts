import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { SendEmailCommand } from '@aws-sdk/client-ses';
import { GetQueueUrlCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand, GetParametersCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { readInbox } from '../../src';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { lambda, queue, role, type TinyResource, writeService } from '../tiny-service';
import type { AccessKey } from '../../src/access/access-keys';
import { signed } from '../access/signed';
import { clientsOfRole, type RoleClients } from './role-clients';

jest.setTimeout(60_000);

const BUCKET = 'arn:aws:s3:::guarded';
const PARAMETER = 'arn:aws:ssm:eu-west-1:000000000000:parameter/mine/';
const USER = 'arn:aws:sts::000000000000:assumed-role/guarded-Worker/developer';

const allow = (Action: string | string[], Resource: string | string[], Condition?: object): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

const STATEMENTS = [
  allow(['s3:GetObject', 's3:PutObject'], `${BUCKET}/mine/*`, {
    StringEquals: { 'aws:ResourceAccount': '000000000000' },
  }),
  allow('s3:PutObject', `${BUCKET}/written/*`),
  allow('s3:ListBucket', BUCKET, { StringLike: { 's3:prefix': 'mine/*' } }),
  allow('ssm:GetParameters', [`${PARAMETER}open`, `${PARAMETER}secret`, `${PARAMETER}sealed`]),
  allow('kms:Decrypt', 'arn:aws:kms:*:*:key/*', {
    StringEquals: {
      'kms:ViaService': 'ssm.eu-west-1.amazonaws.com',
      'kms:EncryptionContext:PARAMETER_ARN': `${PARAMETER}secret`,
    },
  }),
  allow('ses:SendEmail', 'arn:aws:ses:eu-west-1:000000000000:identity/*', {
    StringEquals: { 'ses:FromAddress': 'mine@example.com' },
    'ForAllValues:StringLike': { 'ses:Recipients': '*@example.com' },
  }),
  allow('events:PutEvents', 'arn:aws:events:eu-west-1:000000000000:event-bus/guarded', {
    'ForAllValues:StringEquals': { 'events:source': ['mine', 'tagged'], 'events:detail-type': 'Made' },
    Null: { 'events:source': 'false' },
  }),
];

const TAGGED = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'events:PutEvents',
  Condition: {
    'ForAnyValue:StringEquals': { 'events:source': 'tagged' },
    StringNotEquals: { 'aws:PrincipalTag/publisher': 'guarded' },
  },
};

const RESOURCES: Record<string, TinyResource> = {
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName: 'guarded', VersioningConfiguration: { Status: 'Enabled' } },
  },
  Policy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Bucket' },
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${BUCKET}/nobody/*` },
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: `${BUCKET}/*`,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
  },
  Queue: queue('guarded'),
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'guarded' } },
  BusPolicy: {
    Type: 'AWS::Events::EventBusPolicy',
    Properties: { EventBusName: { Ref: 'Bus' }, StatementId: 'tagged-only', Statement: TAGGED },
  },
  Function: lambda('guarded'),
  Worker: role(STATEMENTS),
  Mailer: role(STATEMENTS),
  Lister: role([allow('sqs:ListQueues', '*'), allow('sqs:CreateQueue', 'arn:aws:sqs:eu-west-1:000000000000:listed')]),
  Publisher: role(STATEMENTS, { Tags: [{ Key: 'publisher', Value: 'guarded' }] }),
};

let test: TestCloud;
let worker: RoleClients;
let publisher: RoleClients;
let versionId: string;

beforeAll(async () => {
  test = await startTestCloud();
  const service = { resources: RESOURCES, code: { guarded: 'exports.handler = async () => process.env;' } };
  await test.cloud.deploy('guarded', writeService(join(test.folder, 'guarded'), service));
  worker = await clientsOfRole(test.cloud, 'guarded-Worker');
  publisher = await clientsOfRole(test.cloud, 'guarded-Publisher');
  for (const Key of ['mine/a', 'written/a', 'others/a'])
    ({ VersionId: versionId = '' } = await test.clients.s3.send(
      new PutObjectCommand({ Bucket: 'guarded', Key, Body: 'x' }),
    ));
  for (const [name, Type] of [
    ['open', 'String'],
    ['secret', 'SecureString'],
    ['sealed', 'SecureString'],
    ['unlisted', 'String'],
  ] as const)
    await test.clients.ssm.send(new PutParameterCommand({ Name: `/mine/${name}`, Type, Value: name }));
});
afterAll(async () => {
  worker?.destroy();
  publisher?.destroy();
  await test?.end();
});

const because = (action: string): string => `because no identity-based policy allows the ${action} action`;
const refusal = (action: string, resource: string): string =>
  `User: ${USER} is not authorized to perform: ${action} on resource: ${resource} ${because(action)}`;

describe('S3', () => {
  const at = (Key: string) => ({ Bucket: 'guarded', Key });
  const denied = (action: string, resource: string) => ({
    name: 'AccessDenied',
    message: refusal(action, `"${resource}"`),
    $metadata: { httpStatusCode: 403 },
  });

  it('a role reads and writes under the prefix that its policy names', async () => {
    await worker.s3.send(new PutObjectCommand({ ...at('mine/b'), Body: 'y' }));
    const { Body } = await worker.s3.send(new GetObjectCommand(at('mine/b')));
    expect(await Body!.transformToString()).toBe('y');
  });

  it.each([
    ['GetObject', () => new GetObjectCommand(at('others/a')), 's3:GetObject', `${BUCKET}/others/a`],
    [
      'GetObject of a version',
      () => new GetObjectCommand({ ...at('mine/a'), VersionId: versionId }),
      's3:GetObjectVersion',
      `${BUCKET}/mine/a`,
    ],
    ['PutObject', () => new PutObjectCommand({ ...at('others/b'), Body: 'x' }), 's3:PutObject', `${BUCKET}/others/b`],
    [
      'PutObject with If-Match, which tells the ETag of an object,',
      () => new PutObjectCommand({ ...at('written/a'), Body: 'x', IfMatch: '"e"' }),
      's3:GetObject',
      `${BUCKET}/written/a`,
    ],
    [
      'CreateMultipartUpload',
      () => new CreateMultipartUploadCommand(at('others/c')),
      's3:PutObject',
      `${BUCKET}/others/c`,
    ],
    [
      'AbortMultipartUpload',
      () => new AbortMultipartUploadCommand({ ...at('mine/c'), UploadId: 'any' }),
      's3:AbortMultipartUpload',
      `${BUCKET}/mine/c`,
    ],
    [
      'ListObjectsV2 of another prefix',
      () => new ListObjectsV2Command({ Bucket: 'guarded', Prefix: 'others/' }),
      's3:ListBucket',
      BUCKET,
    ],
  ])('%s is refused with 403 and the words of S3 without a statement', async (_, command, action, resource) => {
    // oxlint-disable-next-line typescript/no-explicit-any -- commands of several types
    await expect(worker.s3.send(command() as any)).rejects.toMatchObject(denied(action, resource));
  });

  it('HeadObject is refused with 403 and no body', async () => {
    await expect(worker.s3.send(new HeadObjectCommand(at('others/a')))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('a key that does not exist is 403 to a role that may not list the bucket, and 404 to one that may', async () => {
    await expect(worker.s3.send(new GetObjectCommand(at('mine/none')))).rejects.toMatchObject(
      denied('s3:ListBucket', BUCKET),
    );
    await expect(test.clients.s3.send(new GetObjectCommand(at('mine/none')))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  it('DeleteObjects refuses each key by itself', async () => {
    const Objects = [{ Key: 'mine/a' }];
    const { Errors } = await worker.s3.send(new DeleteObjectsCommand({ Bucket: 'guarded', Delete: { Objects } }));
    expect(Errors).toMatchObject([{ Key: 'mine/a', Code: 'AccessDenied' }]);
    await test.clients.s3.send(new HeadObjectCommand(at('mine/a')));
  });

  it('the policy of a bucket denies the developer as well', async () => {
    const put = new PutObjectCommand({ ...at('nobody/a'), Body: 'x' });
    await expect(test.clients.s3.send(put)).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        'User: arn:aws:iam::000000000000:user/developer is not authorized to perform: s3:PutObject on resource: ' +
        `"${BUCKET}/nobody/a" with an explicit deny in a resource-based policy`,
    });
  });
});

describe('EventBridge', () => {
  const BUS = 'arn:aws:events:eu-west-1:000000000000:event-bus/guarded';
  const entry = (Source: string, DetailType = 'Made', EventBusName = 'guarded') => ({
    Source,
    DetailType,
    EventBusName,
    Detail: '{}',
  });
  const publish = (by: Pick<RoleClients, 'events'>, ...Entries: ReturnType<typeof entry>[]) =>
    by.events.send(new PutEventsCommand({ Entries }));
  const denied = (resource = BUS) => ({
    name: 'AccessDeniedException',
    message: refusal('events:PutEvents', resource),
    $metadata: { httpStatusCode: 400 },
  });

  it('a role publishes events of the sources and types that its policy names', async () => {
    expect(await publish(worker, entry('mine'), entry('mine'))).toMatchObject({ FailedEntryCount: 0 });
  });

  it.each([
    ['another source', [entry('others')]],
    ['another type', [entry('mine', 'Broken')]],
    ['one entry of another source among others', [entry('mine'), entry('others')]],
  ])('PutEvents of %s is refused as a whole', async (_, entries) => {
    await expect(publish(worker, ...entries)).rejects.toMatchObject(denied());
  });

  it('PutEvents to another bus is refused', async () => {
    await expect(publish(worker, entry('mine', 'Made', 'default'))).rejects.toMatchObject(
      denied('arn:aws:events:eu-west-1:000000000000:event-bus/default'),
    );
  });

  it('the policy of the bus denies a source to everybody without its tag, the developer included', async () => {
    const end = 'is not authorized to perform: events:PutEvents on resource: ' + BUS;
    const deny = `${end} with an explicit deny in a resource-based policy`;
    await expect(publish(worker, entry('tagged'))).rejects.toThrow(`User: ${USER} ${deny}`);
    await expect(publish(test.clients, entry('tagged'))).rejects.toThrow(deny);
    expect(await publish(publisher, entry('tagged'))).toMatchObject({ FailedEntryCount: 0 });
    expect(await publish(test.clients, entry('anything'))).toMatchObject({ FailedEntryCount: 0 });
  });
});

describe('SSM', () => {
  const read = (...names: string[]) =>
    worker.ssm.send(new GetParametersCommand({ Names: names.map((name) => `/mine/${name}`), WithDecryption: true }));

  it('a role reads the parameters that its policy names, and decrypts those whose key it may use', async () => {
    const { Parameters } = await read('open', 'secret');
    expect(Parameters!.map(({ Value }) => Value)).toEqual(['open', 'secret']);
  });

  it('GetParameters is refused as a whole for one name without a statement', async () => {
    await expect(read('open', 'unlisted')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: refusal('ssm:GetParameters', `${PARAMETER}unlisted`),
    });
  });

  it('GetParameter is refused to a role that may GetParameters', async () => {
    await expect(worker.ssm.send(new GetParameterCommand({ Name: '/mine/open' }))).rejects.toThrow(
      refusal('ssm:GetParameter', `${PARAMETER}open`),
    );
  });

  it('a SecureString is refused where kms:Decrypt is allowed for another parameter', async () => {
    await expect(read('sealed')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:.*:key\//),
    });
  });
});

describe('SES', () => {
  const send = (Source: string, to = 'you@example.com') =>
    worker.ses.send(
      new SendEmailCommand({
        Source,
        Destination: { ToAddresses: [to] },
        Message: { Subject: { Data: 'Permitted' }, Body: { Text: { Data: 'x' } } },
      }),
    );

  it('a role sends e-mails of the sender that its policy names', async () => {
    await send('Mine <mine@example.com>');
    expect(await readInbox(test.cloud.endpoints)).toMatchObject([{ subject: 'Permitted' }]);
  });

  it.each([
    ['sender', 'others@example.com', 'you@example.com'],
    ['recipient', 'mine@example.com', 'you@example.org'],
  ])('an e-mail with another %s is refused with 403 and the words of SES', async (_, from, to) => {
    await expect(send(from, to)).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        `User \`${USER}' is not authorized to perform \`ses:SendEmail' on resource ` +
        `\`arn:aws:ses:eu-west-1:000000000000:identity/${from}'`,
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('requests to SES beside those of the SDK', () => {
  const FORM = 'application/x-www-form-urlencoded';
  const OUTBOUND = '/v2/email/outbound-emails';
  const email = (FromEmailAddress: string, to = 'you@example.com', Content: object = SIMPLE): string =>
    JSON.stringify({ FromEmailAddress, Destination: { ToAddresses: [to] }, Content });
  const form = (Source: string, action = 'SendEmail'): string =>
    `Action=${action}&Source=${encodeURIComponent(Source)}&Destination.ToAddresses.member.1=you%40example.com` +
    '&Message.Subject.Data=Forged&Message.Body.Text.Data=x';
  const SIMPLE = { Simple: { Subject: { Data: 'Forged' }, Body: { Text: { Data: 'x' } } } };
  const RAW = Buffer.from('From: ceo@example.com\r\nTo: you@example.com\r\nSubject: Forged\r\n\r\nx').toString(
    'base64',
  );

  async function ask(
    { method = 'POST', path, ...headers }: { method?: string; path: string } & Record<string, string>,
    body?: string,
  ): Promise<{ status: number; emails: string[] }> {
    const role = await test.cloud.local<AccessKey>('assumeRole', { role: 'guarded-Mailer' });
    const { status } = await fetch(`${test.cloud.endpoints.ses}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...signed(role), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const emails = (await readInbox(test.cloud.endpoints)).map(({ subject }) => subject);
    return { status, emails: emails.filter((subject) => subject === 'Forged') };
  }

  it.each<[string, Parameters<typeof ask>[0], string | undefined, number]>([
    ['SendEmail in capitals', { path: OUTBOUND.toUpperCase() }, email('ceo@example.com'), 404],
    ['SendEmail with a slash at the end', { path: `${OUTBOUND}/` }, email('ceo@example.com'), 404],
    ['SendEmail with a query', { path: `${OUTBOUND}?a=b` }, email('ceo@example.com'), 404],
    ['SendBulkEmail', { path: '/v2/email/outbound-bulk-emails' }, '{}', 404],
    ['CreateEmailTemplate', { path: '/v2/email/templates' }, '{}', 404],
    ['UpdateEmailTemplate', { path: '/v2/email/templates/a', method: 'PUT' }, '{}', 404],
    ['DeleteEmailTemplate', { path: '/v2/email/templates/a', method: 'DELETE' }, undefined, 404],
    ['GetAccount', { path: '/v2/email/account', method: 'GET' }, undefined, 404],
    ['a form as JSON', { path: '/' }, form('mine@example.com'), 404],
    ['a content coding', { path: OUTBOUND, 'content-encoding': 'identity' }, email('mine@example.com'), 404],
    ['SendRawEmail', { path: '/', 'content-type': FORM }, form('mine@example.com', 'SendRawEmail'), 400],
    ['two actions', { path: '/', 'content-type': FORM }, `${form('mine@example.com')}&Action=SendEmail`, 400],
    ['two senders, the last permitted', { path: OUTBOUND }, email('ceo@example.com, <mine@example.com>'), 400],
    ['two senders in a form', { path: '/', 'content-type': FORM }, form('ceo@example.com, <mine@example.com>'), 400],
    ['a sender with a comment', { path: OUTBOUND }, email('(<mine@example.com>) ceo@example.com'), 400],
    ['two recipients in one', { path: OUTBOUND }, email('mine@example.com', 'a@x.org, <you@example.com>'), 400],
    ['a raw message', { path: OUTBOUND }, email('mine@example.com', 'you@example.com', { Raw: { Data: RAW } }), 400],
    ['another sender', { path: OUTBOUND }, email('ceo@example.com'), 403],
  ])('%s is refused, and no e-mail is sent', async (_, asked, body, status) => {
    expect(await ask(asked, body)).toEqual({ status, emails: [] });
  });

  it.each(['mine@example.com', 'Mine <mine@example.com>', '"Mine, \\"and\\" <yours>" <mine@example.com>'])(
    'SendEmail of the newer API sends an e-mail of one permitted sender: %s',
    async (sender) => {
      const sent = (await readInbox(test.cloud.endpoints)).length;
      const simple = { Simple: { ...SIMPLE.Simple, Subject: { Data: 'Permitted' } } };
      expect(await ask({ path: OUTBOUND }, email(sender, 'you@example.com', simple))).toMatchObject({ status: 200 });
      expect(await readInbox(test.cloud.endpoints)).toHaveLength(sent + 1);
    },
  );
});

describe('SQS', () => {
  it.each([
    ['SendMessage', (QueueUrl: string) => new SendMessageCommand({ QueueUrl, MessageBody: 'x' })],
    [
      'SendMessageBatch',
      (QueueUrl: string) => new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] }),
    ],
  ])('%s is refused with 403 and the action in lower case', async (_, command) => {
    const { QueueUrl } = await test.clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'guarded' }));
    // oxlint-disable-next-line typescript/no-explicit-any -- commands of several types
    await expect(worker.sqs.send(command(QueueUrl!) as any)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: refusal('sqs:sendmessage', 'arn:aws:sqs:eu-west-1:000000000000:guarded'),
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('requests to SQS that are not of its JSON protocol', () => {
  const JSON_1_0 = 'application/x-amz-json-1.0';
  const FORM = 'application/x-www-form-urlencoded';
  const TARGET = 'AmazonSQS.ListQueues';
  const TOPIC = 'Action=CreateTopic&Name=forged';

  /** Sends a request with the access key of a role that may list queues, or of the developer. */
  async function ask(
    credentials: AccessKey,
    { path = '/', type, target, body }: { path?: string; type: string; target?: string; body: string },
  ): Promise<Response> {
    const headers = { 'content-type': type, ...(target === undefined ? {} : { 'x-amz-target': target }) };
    return fetch(`${test.cloud.endpoints.sqs}${path}`, {
      method: 'POST',
      headers: { ...signed(credentials), ...headers },
      body,
    });
  }

  it.each([
    ['the Query protocol beside a permitted target', { type: FORM, target: TARGET, body: TOPIC }],
    ['the Query protocol with its type in capitals', { type: FORM.toUpperCase(), target: TARGET, body: TOPIC }],
    ['the Query protocol without a target', { type: FORM, body: TOPIC }],
    ['two protocols in one type', { type: `${FORM}; a=${JSON_1_0}`, target: TARGET, body: TOPIC }],
    ['a parameter of the type', { type: `${JSON_1_0}; a=${FORM}`, target: TARGET, body: '{}' }],
    ['an action of the prototype', { type: JSON_1_0, target: 'AmazonSQS.constructor', body: '{}' }],
    ['a target of another service', { type: JSON_1_0, target: 'AmazonSNS.ListQueues', body: '{}' }],
    ['a target with the service twice', { type: JSON_1_0, target: 'AmazonSQS.AmazonSQS.ListQueues', body: '{}' }],
    ['another path, which is a bucket of fauxqs', { path: '/a/b?uploads', type: JSON_1_0, target: TARGET, body: '{}' }],
    ['a query', { path: '/?Action=CreateTopic', type: JSON_1_0, target: TARGET, body: '{}' }],
  ])('%s is refused with 400, to a role and to the developer', async (_, asked) => {
    const role = await test.cloud.local<AccessKey>('assumeRole', { role: 'guarded-Lister' });
    for (const credentials of [role, test.cloud.endpoints.credentials]) {
      const response = await ask(credentials, asked);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ __type: 'com.amazonaws.sqs#InvalidAction' });
    }
  });

  it('a role cannot create a queue by naming another one, which its policy permits, in a field that is not read', async () => {
    const role = await test.cloud.local<AccessKey>('assumeRole', { role: 'guarded-Lister' });
    const body = JSON.stringify({ QueueName: 'forged', QueueUrl: 'http://127.0.0.1/000000000000/listed' });
    const response = await ask(role, { type: JSON_1_0, target: 'AmazonSQS.CreateQueue', body });
    expect(response.status).toBe(403);
    await expect(test.clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'forged' }))).rejects.toThrow();
  });
});

describe('Lambda', () => {
  it('InvokeFunction is refused with 403', async () => {
    const resource = 'arn:aws:lambda:eu-west-1:000000000000:function:guarded';
    await expect(worker.lambda.send(new InvokeCommand({ FunctionName: 'guarded' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: refusal('lambda:InvokeFunction', resource),
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('the log of the cloud', () => {
  it('has a line with role, action, resource and the statement that would allow it', async () => {
    await expect(worker.s3.send(new GetObjectCommand({ Bucket: 'guarded', Key: 'logged/a' }))).rejects.toThrow();
    const log = readFileSync(join(test.folder, 'state', 'logs', 'cloud.log'), 'utf8').split('\n');
    expect(log.find((line) => line.includes('logged/a'))).toBe(
      'access denied: arn:aws:iam::000000000000:role/guarded-Worker may not s3:GetObject on ' +
        `${BUCKET}/logged/a: no statement allows it; this one would: ` +
        `{"Effect":"Allow","Action":"s3:GetObject","Resource":"${BUCKET}/logged/a"}`,
    );
  });
});
