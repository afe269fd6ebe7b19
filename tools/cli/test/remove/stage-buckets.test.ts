import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { text } from 'node:stream/consumers';
import { type CloudHandle, startCloud } from '@customer-files/local-cloud';
import { type Account, localAccount, realAccount } from '../../src/account';
import { bucketsOf } from '../../src/buckets';
import { StageBuckets } from '../../src/remove/stage-buckets';

const ACCOUNT_ID = '000000000000';
const { landing, work } = bucketsOf('stub', ACCOUNT_ID);

describe('the buckets of a stage', () => {
  let state: string;
  let cloud: CloudHandle;
  let account: Account;
  let s3: S3Client;
  beforeAll(async () => {
    state = mkdtempSync(join(tmpdir(), 'customer-files-buckets-'));
    cloud = await startCloud({ state: join(state, 'cloud'), ports: 'free', database: false });
    account = { ...localAccount(cloud), stage: 'stub', local: null };
    s3 = new S3Client(account.objects);
  }, 60_000);
  afterAll(async () => {
    s3.destroy();
    await cloud.close();
    rmSync(state, { recursive: true, force: true });
  });

  async function createBucket(name: string, versioned: boolean): Promise<void> {
    const Properties = { BucketName: name, VersioningConfiguration: versioned ? { Status: 'Enabled' } : undefined };
    const directory = join(state, name);
    mkdirSync(directory, { recursive: true });
    const template = { Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties } } };
    writeFileSync(join(directory, 'cloudformation-template-update-stack.json'), JSON.stringify(template));
    await cloud.deploy(name, directory);
  }

  it('are deleted with more versions than a request deletes, where an interrupted attempt ended', async () => {
    await createBucket(landing, true);
    await createBucket(work, false);
    const keys = Array.from({ length: 1010 }, (_, i) =>
      `incoming/${i} é+&<\u0007.csv`.replace('\u0007', i % 500 ? '' : '\u0007'),
    );
    for (let i = 0; i < keys.length; i += 50)
      await Promise.all(
        keys.slice(i, i + 50).map((Key) => s3.send(new PutObjectCommand({ Bucket: landing, Key, Body: 'ab' }))),
      );
    await s3.send(new PutObjectCommand({ Bucket: landing, Key: keys[1], Body: 'abc' }));
    await s3.send(new DeleteObjectCommand({ Bucket: landing, Key: keys[1] }));
    await s3.send(new PutObjectCommand({ Bucket: work, Key: 'parts/1', Body: 'a' }));
    const buckets = new StageBuckets(account, 'eu-west-1', ACCOUNT_ID);
    expect(await buckets.find()).toEqual([
      { name: landing, versions: 1012, bytes: 2023 },
      { name: work, versions: 1, bytes: 1 },
    ]);
    const interrupted = buckets.delete(landing, () => {
      throw new Error('interrupted');
    });
    await expect(interrupted).rejects.toThrow('interrupted');
    expect((await buckets.find())[0]).toMatchObject({ name: landing, versions: 12 });
    const deleted: number[] = [];
    for (const name of [landing, work]) await buckets.delete(name, (versions) => void deleted.push(versions));
    expect(deleted).toEqual([12, 1]);
    expect(await buckets.find()).toEqual([]);
    await expect(s3.send(new HeadBucketCommand({ Bucket: landing }))).rejects.toThrow();
  }, 120_000);

  it('are deleted without an error where they are gone already', async () => {
    await expect(
      new StageBuckets(account, 'eu-west-1', ACCOUNT_ID).delete(landing, () => undefined),
    ).resolves.toBeUndefined();
  });
});

describe('a bucket that has the name of a bucket of the stage', () => {
  let server: Server;
  let requests: IncomingMessage[];
  /** The bodies of the requests, and what each is answered with. */
  let bodies: string[];
  let answer: { status: number; region: string; body?: string };
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request);
      text(request).then(
        (body) => {
          bodies.push(body);
          response.writeHead(answer.status, { 'x-amz-bucket-region': answer.region }).end(answer.body);
        },
        () => response.destroy(),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  beforeEach(() => {
    requests = [];
    bodies = [];
  });

  const buckets = (): StageBuckets => {
    const objects = {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    };
    return new StageBuckets({ ...realAccount('stub', 'eu-west-1'), objects }, 'eu-west-1', ACCOUNT_ID);
  };

  it.each([
    ['in another region', { status: 200, region: 'us-east-1' }],
    ['in another region, where a redirection says so', { status: 301, region: 'us-east-1' }],
  ])('is not found %s', async (_, answered) => {
    answer = answered;
    expect(await buckets().find()).toEqual([]);
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['HEAD']));
  });

  it('ends the removal where another account owns it: each request says who the owner has to be', async () => {
    answer = { status: 403, region: 'eu-west-1' };
    await expect(buckets().find()).rejects.toThrow(
      `the bucket ${landing} is not account ${ACCOUNT_ID}'s, or these credentials may not list it; nothing was removed`,
    );
    expect(requests.map(({ headers }) => headers['x-amz-expected-bucket-owner'])).toEqual([ACCOUNT_ID]);
  });

  it('is not emptied for ever where a version is listed although it was deleted; a key is decoded only where the listing says so', async () => {
    const version = '<Version><Key>a+b.csv</Key><VersionId>1</VersionId></Version>';
    answer = { status: 200, region: 'eu-west-1', body: `<ListVersionsResult>${version}</ListVersionsResult>` };
    await expect(buckets().delete(landing, () => undefined)).rejects.toThrow(
      `a version in ${landing} is listed although it was deleted`,
    );
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
    expect(bodies[1]).toContain('<Key>a+b.csv</Key>');
  });
});
