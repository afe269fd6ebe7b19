import { readFileSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { type CloudJson, environment, readInbox } from '../../src';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { lambda, queue, writeService } from '../tiny-service';
import { signed } from './signed';

jest.setTimeout(60_000);

const FORM = 'application/x-www-form-urlencoded';
const MAIL =
  'Action=SendEmail&Version=2010-12-01&Source=a@example.com&Destination.ToAddresses.member.1=b@example.com' +
  '&Message.Subject.Data=Forged&Message.Body.Text.Data=Forged';
const DELETION = '<Delete><Object><Key>kept</Key></Object></Delete>';
const FORGED = { Entries: [{ Source: 'forged', DetailType: 'Forged', Detail: '{}' }] };

interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

interface Answered {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Asks as a browser or curl does, with any header, also those that `fetch` keeps to itself. */
function ask(url: string, { method = 'GET', path = '/', headers = {}, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, headers }, (response) => {
      void text(response).then((answer) =>
        resolve({ status: response.statusCode!, headers: response.headers, body: answer }),
      );
    });
    asked.once('error', reject).end(body);
  });
}

let test: TestCloud;
let endpoints: CloudJson;
let functionEnvironment: Record<string, string>;
let ses: SESClient;

async function prepare(): Promise<void> {
  const resources = {
    Queue: queue('doors'),
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'doors' } },
    Function: lambda('env'),
    Other: lambda('counting'),
  };
  const counting = `let count = 0; exports.handler = async () => ++count;`;
  const code = { env: 'exports.handler = async () => process.env;', counting };
  await test.cloud.deploy('doors', writeService(join(test.folder, 'doors'), { resources, code }));
  const { Payload } = await test.clients.lambda.send(new InvokeCommand({ FunctionName: 'env' }));
  functionEnvironment = JSON.parse(Payload!.transformToString()) as Record<string, string>;
  await test.clients.s3.send(new PutObjectCommand({ Bucket: 'doors', Key: 'kept', Body: 'x' }));
  await test.clients.ssm.send(new PutParameterCommand({ Name: '/kept', Type: 'SecureString', Value: 'kept' }));
  const Message = { Subject: { Data: 'Kept' }, Body: { Text: { Data: 'Kept' } } };
  await ses.send(
    new SendEmailCommand({ Source: 'a@example.com', Destination: { ToAddresses: ['b@example.com'] }, Message }),
  );
}

beforeAll(async () => {
  test = await startTestCloud();
  endpoints = test.cloud.endpoints;
  ses = new SESClient({ endpoint: endpoints.ses, region: endpoints.region, credentials: endpoints.credentials });
  await prepare();
});
afterAll(async () => {
  ses?.destroy();
  await test?.end();
});

/** What a refused request must not change. */
async function traces(): Promise<object> {
  const { clients } = await test.cloud.local<{ clients: number }>('clients');
  const functions = await test.cloud.local<object>('functions');
  const { Body } = await test.clients.s3.send(new GetObjectCommand({ Bucket: 'doors', Key: 'kept' }));
  const { Parameter } = await test.clients.ssm.send(new GetParameterCommand({ Name: '/kept', WithDecryption: true }));
  const { emails } = { emails: (await readInbox(endpoints)).map(({ subject }) => subject) };
  const { sqs, eventbridge } = await test.cloud.local<{ sqs: { sends: number }; eventbridge: object }>('usage');
  const [object, parameter] = [await Body!.transformToString(), Parameter!.Value];
  return { clients, functions, object, parameter, emails, sends: sqs.sends, eventbridge };
}

/** Every door of the cloud: the requests that would read or change something, without any key. */
const requests = (): [name: string, url: string, asked: Asked][] => {
  const { control, s3, sqs } = endpoints;
  const json = (target: string, body: object): Asked => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(body),
  });
  const queueUrl = { QueueUrl: `${sqs}/000000000000/doors` };
  const deployment = { service: 'evil', directory: join(test.folder, 'doors'), postDeploy: 'counting' };
  return [
    ['deploy', control, { method: 'POST', path: '/_local/deploy', body: JSON.stringify(deployment) }],
    ['recycle', control, { method: 'POST', path: '/_local/recycle' }],
    ['attach', control, { method: 'POST', path: '/_local/attach' }],
    ['usage', control, { method: 'POST', path: '/_local/usage' }],
    ['Invoke', control, { method: 'POST', path: '/2015-03-31/functions/counting/invocations', body: '{}' }],
    ['PutEvents', control, json('AWSEvents.PutEvents', FORGED)],
    ['GetParameter', control, json('AmazonSSM.GetParameter', { Name: '/kept', WithDecryption: true })],
    ['ListObjectsV2', s3, { path: '/doors?list-type=2' }],
    ['GetObject', s3, { path: '/doors/kept' }],
    ['PutObject', s3, { method: 'PUT', path: '/doors/kept', body: 'forged' }],
    ['DeleteObjects', s3, { method: 'POST', path: '/doors?delete', body: DELETION }],
    ['SendMessage', sqs, json('AmazonSQS.SendMessage', { ...queueUrl, MessageBody: 'forged' })],
    ['ReceiveMessage', sqs, json('AmazonSQS.ReceiveMessage', queueUrl)],
    [
      'ListQueues by the Query protocol',
      sqs,
      { method: 'POST', headers: { 'content-type': FORM }, body: 'Action=ListQueues' },
    ],
    ['the queues of fauxqs', sqs, { path: '/_fauxqs/queues' }],
    ['a bucket of fauxqs', sqs, { method: 'PUT', path: '/bucket' }],
    ['SendEmail', endpoints.ses, { method: 'POST', headers: { 'content-type': FORM }, body: MAIL }],
    ['the inbox', endpoints.ses, {}],
    ['the e-mails', endpoints.ses, { path: '/store' }],
    ['the e-mails by another spelling', endpoints.ses, { path: '/STORE/' }],
    ['clear-store', endpoints.ses, { method: 'POST', path: '/clear-store' }],
  ];
};

/** Verbs of the cloud, the inbox, and what no key opens. */
const BY_TOKEN = (name: string): boolean =>
  /^(?:deploy|recycle|attach|usage|clear-store)$|inbox|e-mails|fauxqs/.test(name);

/** Sends the requests with more headers. Returns those that were served, with their status. */
async function servedWith(
  headers: (url: string) => Record<string, string>,
  chosen: (name: string) => boolean = () => true,
): Promise<string[]> {
  const served: string[] = [];
  for (const [name, url, asked] of requests().filter(([one]) => chosen(one))) {
    const { status } = await ask(url, { ...asked, headers: { ...asked.headers, ...headers(url) } });
    if (status !== 403 && status !== 405) served.push(`${name}: ${status}`);
  }
  return served;
}

const keyed = (): Record<string, string> => signed(endpoints.credentials);
const bearer = (): Record<string, string> => ({ authorization: `Bearer ${endpoints.token}` });

describe('access keys', () => {
  it('another user of the machine, without a key, reads and changes nothing', async () => {
    const before = await traces();
    expect(await servedWith(() => ({}))).toEqual([]);
    expect(await traces()).toEqual(before);
  });

  it('invented keys, and a key without its session token, read and change nothing', async () => {
    const before = await traces();
    const { accessKeyId } = endpoints.credentials;
    for (const invented of [
      signed({ accessKeyId: 'local', secretAccessKey: 'local', sessionToken: 'local' }),
      signed({ ...endpoints.credentials, sessionToken: '' }),
      signed({ ...endpoints.credentials, accessKeyId: 'LOCAL000000000000000' }),
      { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/a/b/c/aws4_request` },
      { authorization: 'Bearer undefined' },
      { authorization: 'Bearer ' },
    ])
      expect(await servedWith(() => invented)).toEqual([]);
    expect(await traces()).toEqual(before);
  });

  it('an access key opens no verb and no inbox, and the token no API', async () => {
    const before = await traces();
    expect(await servedWith(keyed, BY_TOKEN)).toEqual([]);
    expect(await servedWith(bearer, (name) => !BY_TOKEN(name))).toEqual([]);
    expect(await traces()).toEqual(before);
  });

  it('a key that was presented in the query of a URL opens that URL alone', async () => {
    const { accessKeyId, sessionToken } = endpoints.credentials;
    const query = `X-Amz-Credential=${accessKeyId}/20261125/eu-west-1/s3/aws4_request&X-Amz-Security-Token=`;
    const get = (token: string): Promise<Answered> =>
      ask(endpoints.s3, { path: `/doors/kept?${query}${encodeURIComponent(token)}` });
    expect(await get(sessionToken)).toMatchObject({ status: 200 });
    expect(await get('another')).toMatchObject({ status: 403, body: expect.stringContaining('InvalidAccessKeyId') });
  });

  it('each function has a key of its own, which a new deployment replaces', async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = functionEnvironment;
    const own = {
      accessKeyId: AWS_ACCESS_KEY_ID!,
      secretAccessKey: AWS_SECRET_ACCESS_KEY!,
      sessionToken: AWS_SESSION_TOKEN!,
    };
    expect(Object.values(own).filter((one) => Object.values(endpoints.credentials).includes(one))).toEqual([]);
    expect(JSON.stringify(functionEnvironment)).not.toContain(endpoints.token);
    const s3 = new S3Client({ endpoint: endpoints.s3, region: endpoints.region, credentials: own, maxAttempts: 1 });
    const list = new GetObjectCommand({ Bucket: 'doors', Key: 'kept' });
    expect((await s3.send(list)).$metadata.httpStatusCode).toBe(200);
    const code = { env: 'exports.handler = async () => 1;' };
    await test.cloud.deploy(
      'doors',
      writeService(join(test.folder, 'anew'), { resources: { F: lambda('env') }, code }),
    );
    await expect(s3.send(list)).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    s3.destroy();
  });

  it('a request with an unknown key is refused as each service words it', async () => {
    const unknown = { accessKeyId: 'LOCAL000000000000000', secretAccessKey: 'a', sessionToken: 'b' };
    const { control, s3, sqs, region } = endpoints;
    const at = { region, credentials: unknown, maxAttempts: 1 };
    const clients = await import('@aws-sdk/client-sqs');
    const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    const { SSMClient } = await import('@aws-sdk/client-ssm');
    const refused = (name: string): object => expect.objectContaining({ name });
    await expect(
      new S3Client({ ...at, endpoint: s3 }).send(new GetObjectCommand({ Bucket: 'doors', Key: 'kept' })),
    ).rejects.toEqual(refused('InvalidAccessKeyId'));
    await expect(
      new clients.SQSClient({ ...at, endpoint: sqs }).send(
        new SendMessageCommand({ QueueUrl: `${sqs}/000000000000/doors`, MessageBody: 'x' }),
      ),
    ).rejects.toEqual(refused('UnrecognizedClientException'));
    await expect(
      new EventBridgeClient({ ...at, endpoint: control }).send(new PutEventsCommand(FORGED)),
    ).rejects.toEqual(refused('UnrecognizedClientException'));
    await expect(
      new SSMClient({ ...at, endpoint: control }).send(new GetParameterCommand({ Name: '/kept' })),
    ).rejects.toEqual(refused('UnrecognizedClientException'));
    await expect(
      new LambdaClient({ ...at, endpoint: control }).send(new InvokeCommand({ FunctionName: 'env' })),
    ).rejects.toEqual(refused('UnrecognizedClientException'));
    await expect(
      new SESClient({ ...at, endpoint: endpoints.ses }).send(
        new SendEmailCommand({
          Source: 'a@example.com',
          Destination: {},
          Message: { Subject: { Data: '' }, Body: {} },
        }),
      ),
    ).rejects.toEqual(refused('InvalidClientTokenId'));
  });

  it.each(['cloud.json', 'cloud.env'])('the keys of a run stand in %s, which only its owner can read', (name) => {
    const file = join(test.folder, 'state', name);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(environment(endpoints).AWS_SESSION_TOKEN);
  });
});

describe('web pages', () => {
  it.each<[string, (url: string) => Record<string, string>]>([
    ['by a domain that resolves to 127.0.0.1', (url) => ({ host: `evil.example:${new URL(url).port}` })],
    ['by 127.0.0.1 with the port of another server', () => ({ host: '127.0.0.1:1' })],
    ['from its own origin', () => ({ origin: 'http://evil.example' })],
    ['from a sandboxed frame', () => ({ origin: 'null' })],
    ['from another port of this machine', () => ({ origin: 'http://127.0.0.1:1' })],
    ['without an origin, as for an image', () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })],
    ['from another port without an origin', () => ({ 'sec-fetch-site': 'same-site' })],
  ])('a web page cannot read or change anything, even with every key: %s', async (_, page) => {
    const before = await traces();
    expect(await servedWith((url) => ({ ...keyed(), ...page(url) }))).toEqual([]);
    expect(await servedWith((url) => ({ ...bearer(), ...page(url) }))).toEqual([]);
    expect(await traces()).toEqual(before);
  });

  it.each([
    ['/_local/attach', bearer],
    ['/_local/recycle', bearer],
    ['/_local/deploy', bearer],
    ['/2015-03-31/functions/counting/invocations', keyed],
  ])('a request that changes something is refused by GET: %s', async (path, headers) => {
    const before = await traces();
    expect((await ask(endpoints.control, { path, headers: headers() })).status).toBe(405);
    expect(await traces()).toEqual(before);
  });
});

describe('the inbox', () => {
  it('the inbox opens by its address, which becomes a cookie of this site alone', async () => {
    const { pathname, search } = new URL(endpoints.inbox);
    const opened = await ask(endpoints.ses, { path: pathname + search, headers: { 'sec-fetch-site': 'none' } });
    expect(opened).toMatchObject({ status: 303, headers: { location: '/' } });
    const [cookie, ...attributes] = opened.headers['set-cookie']![0]!.split('; ');
    expect(attributes).toEqual(['HttpOnly', 'SameSite=Strict', 'Path=/']);
    const headers = { cookie: `other=1; ${cookie}`, 'sec-fetch-site': 'same-origin' };
    expect(await ask(endpoints.ses, { headers })).toMatchObject({
      status: 200,
      body: expect.stringContaining('<html'),
    });
    expect(await ask(endpoints.ses, { path: '/store', headers })).toMatchObject({
      status: 200,
      body: expect.stringContaining('Kept'),
    });
  });

  it('the page of the inbox runs its own script alone, and shows an e-mail in a sandboxed frame', async () => {
    const page = await ask(endpoints.ses, { headers: bearer() });
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
      ),
    });
    expect(page.body.match(/<script[^>]*>[^<]*/g)).toEqual(['<script src="/inbox.js" defer>']);
    expect(page.body).not.toMatch(/\son\w+=/);
    const script = await ask(endpoints.ses, { path: '/inbox.js', headers: bearer() });
    expect(script.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8' });
    expect(script.body).toContain("frame.setAttribute('sandbox', '');");
    expect(script.body).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write/);
    const { headers } = await ask(endpoints.ses, { path: '/store', headers: bearer() });
    expect(headers['content-security-policy']).toBe(page.headers['content-security-policy']);
  });

  it.each(['/', '/inbox.js', '/inbox.css', '/store'])('the inbox does not open without a key: %s', async (path) => {
    expect((await ask(endpoints.ses, { path })).status).toBe(403);
  });

  it('the cookie of the inbox opens no API and no verb, and no inbox for another site', async () => {
    const token = new URL(endpoints.inbox).searchParams.get('token')!;
    const cookie = `local-cloud-inbox-${new URL(endpoints.ses).port}=${token}`;
    expect(token).not.toBe(endpoints.token);
    const opened = await servedWith(() => ({ cookie, authorization: `Bearer ${token}` }));
    expect(opened.map((one) => one.split(':')[0])).toEqual([
      'the inbox',
      'the e-mails',
      'the e-mails by another spelling',
      'clear-store',
    ]);
    expect(await servedWith(() => ({ cookie, origin: 'http://evil.example' }))).toEqual([]);
  });

  it.each(['', 'another'])('the inbox does not open by a wrong token: %j', async (token) => {
    expect((await ask(endpoints.ses, { path: `/?token=${token}` })).status).toBe(403);
  });
});

describe('the developer', () => {
  it('the keys of cloud.json open every door that was tried above', async () => {
    const names = requests().map(([name]) => name);
    const byKey = names.filter((name) => !BY_TOKEN(name));
    const byToken = names.filter((name) => BY_TOKEN(name) && !name.includes('fauxqs') && name !== 'attach');
    const namesOf = (served: string[]): string[] => served.map((one) => one.split(':')[0]!);
    expect(namesOf(await servedWith(keyed, (name) => byKey.includes(name)))).toEqual(byKey);
    expect(namesOf(await servedWith(bearer, (name) => byToken.includes(name)))).toEqual(byToken);
  });
});
