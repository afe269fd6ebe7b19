import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HeadBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type CloudHandle, readInbox, startCloud } from '@customer-files/local-cloud';
import pg from 'pg';
import { SERVICES } from '../../../../services/conventions/services.cjs';
import { readArguments } from '../../bin/arguments.mjs';
import { type Account, localAccount } from '../../src/account';
import { bucketsOf } from '../../src/buckets';
import type { DeployCommand } from '../../src/command';
import { stepsOf } from '../../src/commands/deploy';
import { ROOT } from '../../src/paths';
import { Progress } from '../../src/progress';
import { Queues } from '../../src/queues';
import { smokeFile } from '../../src/smoke/smoke-file';
import { StageObjects } from '../../src/smoke/stage-objects';
import { takeOut } from '../../src/smoke/take-out';
import { waitForSummary } from '../../src/smoke/wait-for-summary';
import { makeClone, removeClone } from '../clone';
import { program as runIn, type Ran } from '../program';
import { AwsAccount } from './aws-account';

// Against a hang: the framework takes a minute for each service while all cores are busy.
const MINUTE = 120_000;

let clone: string;
let account: AwsAccount;
beforeAll(async () => {
  clone = await makeClone();
  account = await AwsAccount.start();
}, 5 * MINUTE);
afterAll(async () => {
  await account?.close();
  removeClone(clone);
}, MINUTE);
beforeEach(() => {
  account.calls.length = 0;
  account.regions.clear();
  account.failures.clear();
});

const program = (...args: string[]): Promise<Ran> => runIn(clone, clone, args, account.environment);

/** Runs the framework in the folder of persistence, as the program does. */
async function serverlessIn(folder: string, args: readonly string[]): Promise<{ status: number; output: string }> {
  const program = join(ROOT, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const options = { cwd: join(folder, 'services', 'persistence'), env: { ...process.env, ...account.environment } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), output: `${stdout}${stderr}` }),
    );
    child.stdin!.end();
  });
}

/** What was created, updated and invoked, in order. */
const changes = (): string[] => account.calls.filter((call) => /^(UpdateStack|Invoke) /.test(call));

/** A client of the embedded cloud behind the account. */
const clientOf = (endpoint: string) => ({
  endpoint,
  region: account.cloud.endpoints.region,
  credentials: account.cloud.endpoints.credentials,
});
const s3 = (): S3Client => new S3Client(clientOf(account.cloud.endpoints.s3));
const bucketNames = (): string[] => Object.values(bucketsOf('stub', account.cloud.endpoints.account));
const isThere = (Bucket: string): Promise<boolean> =>
  s3()
    .send(new HeadBucketCommand({ Bucket }))
    .then(
      () => true,
      () => false,
    );

/** A template with one bucket that keeps versions. */
const bucketTemplate = (BucketName: string): string =>
  JSON.stringify({
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName, VersioningConfiguration: { Status: 'Enabled' } } },
    },
  });

/** Writes the parameters of the stage, as an operator does before the first deploy. */
async function writeParameters({ owner = {}, feed = {} }: { owner?: object; feed?: object } = {}): Promise<void> {
  const { postgres, control } = account.cloud.endpoints;
  const { host, port, database, app } = postgres!;
  const values: Record<string, object> = {
    feed,
    mail: { sender: 'feed@example.com', recipients: ['owner@example.com'] },
    'database/app': { host, port, database, ...app },
    'database/owner': { host, port, database, ...postgres!.owner, ...owner },
  };
  const ssm = new SSMClient(clientOf(control));
  for (const [name, value] of Object.entries(values)) {
    const Type = name.startsWith('database/') ? 'SecureString' : 'String';
    const Name = `/customer-files/stub/${name}`;
    await ssm.send(new PutParameterCommand({ Name, Type, Value: JSON.stringify(value), Overwrite: true }));
  }
}

/** The stage as a command sees it that knows of no embedded cloud. */
const stub = (): Account => ({
  ...localAccount(account.cloud),
  stage: 'stub',
  place: 'stage stub in eu-west-1',
  local: null,
});

/** The rows of a query with the owner's login. */
async function query({ endpoints: { postgres } }: CloudHandle, text: string): Promise<object[]> {
  const client = new pg.Client({ ...postgres, ...postgres!.owner });
  await client.connect();
  try {
    return (await client.query<object>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('a stage of an account', () => {
  it(
    'deploys every service in the order of the list, and runs the migrations right after persistence',
    async () => {
      await writeParameters();
      const ran = await program(
        'deploy',
        '--stage',
        'stub',
        '--param=network=public',
        '--param=sender=feed@example.com',
      );
      expect(ran.stderr).not.toContain('stopped at');
      expect(changes()).toEqual(
        SERVICES.flatMap(({ name }) => [
          `UpdateStack customer-files-${name}-stub`,
          ...(name === 'persistence' ? ['Invoke customer-files-persistence-stub-migrate'] : []),
        ]),
      );
      const done = SERVICES.map(({ name }) => name)
        .join(', ')
        .replace('persistence', 'persistence, the migrations');
      expect(ran.stdout).toMatch(new RegExp(`deployed to stage stub in eu-west-1: ${done}\n$`));
      expect(ran.status).toBe(0);
      expect([...account.regions]).toEqual(['eu-west-1']);
      const bundles = account.calls.filter((call) => /^PutObject .*\.zip$/.test(call)).sort();
      const functions = [
        'aggregate',
        'detectStalled',
        'files',
        'migrate',
        'persist',
        'receive',
        'record',
        'relay',
        'undo',
        'validate',
      ];
      expect(bundles).toEqual(expect.arrayContaining(functions.map((name) => `PutObject ${name}.zip`)));
    },
    5 * MINUTE,
  );

  it(
    'works by a smoke test, which inserts its row each time and takes it out',
    async () => {
      for (const run of [1, 2]) {
        const ran = await program('smoke', '--stage', 'stub');
        expect(ran.stderr).not.toContain('broken');
        expect(ran.stdout).toMatch(/^stage stub in eu-west-1 works: [\d.]+ s from the object put to its summary\n/);
        expect(ran.stdout).toContain(': 2 rows, 1 accepted, 1 rejected (PHONE_NUMBER_INVALID, as it has to be)\n');
        expect(ran.stdout).toContain('\n  1 inserted\n  1 row deleted: the file is undone, ');
        expect(ran.status).toBe(0);
        expect(await query(account.cloud, 'SELECT customer_id FROM dim_customer')).toEqual([]);
        const withdrawn = 'SELECT deleted, kept FROM withdrawn_file WHERE finished_at IS NOT NULL';
        expect(await query(account.cloud, withdrawn)).toEqual(Array(run).fill({ deleted: 1, kept: 0 }));
      }
    },
    2 * MINUTE,
  );

  it(
    'is broken where a smoke test finds a difference, and the row of that test is taken out too',
    async () => {
      await writeParameters({ feed: { emptyWords: ['555-SMOKE'] } });
      await account.cloud.local('recycle', {});
      const ran = await program('smoke', '--stage', 'stub');
      await writeParameters();
      await account.cloud.local('recycle', {});
      expect(ran.stderr).toMatch(/^stage stub in eu-west-1 is broken: file \S+ of incoming\/smoke-\S+\n/m);
      expect(ran.stderr).toContain('failures is {"PHONE_NUMBER_REQUIRED":1}, and not {"PHONE_NUMBER_INVALID":1}\n');
      expect(ran.stderr).not.toContain('undo');
      expect(ran.stdout).toBe('');
      expect(ran.status).toBe(1);
      expect(await query(account.cloud, 'SELECT customer_id FROM dim_customer')).toEqual([]);
      expect(await query(account.cloud, 'SELECT deleted FROM withdrawn_file')).toEqual(Array(3).fill({ deleted: 1 }));
    },
    2 * MINUTE,
  );

  it('says where to look when the load history does not have the file of a smoke test', async () => {
    const fileId = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60';
    const progress = new Progress();
    const taking = takeOut(fileId, { account: stub(), progress, seconds: 0 });
    const { message } = (await taking.catch((error: Error) => error)) as Error;
    progress.end();
    expect(message).toBe(
      [
        'it is not in the load history after 0 s. Look at',
        '  persistence:',
        '    queue         customer-files-persistence-record-stub: 0 messages',
        '    dead letters  customer-files-persistence-record-dead-letters-stub: 0 messages',
        '    log group     /aws/lambda/customer-files-persistence-stub-record',
      ].join('\n'),
    );
  });

  it.each([
    [
      [],
      'none of its events has arrived; the event of ingestion has not',
      ['ingestion-receive', 'notification-aggregate'],
    ],
    [
      ['received'],
      'arrived: received; the event of validation has not',
      ['validation-validate', 'notification-aggregate'],
    ],
    [
      ['received', 'validated'],
      'arrived: received, validated; the event of persistence has not',
      ['persistence-persist', 'notification-aggregate'],
    ],
    [
      ['persisted-000001', 'received', 'validated'],
      'arrived: persisted-000001, received, validated; the summary of notification has not',
      ['notification-aggregate'],
    ],
    [['refused'], 'arrived: refused; the summary of notification has not', ['notification-aggregate']],
  ])('says where to look when only the events %j of a smoke test have arrived', async (events, missing, consumers) => {
    const objects = { summary: async () => null, events: async () => events } as unknown as StageObjects;
    const waiting = waitForSummary('1', { account: stub(), objects, progress: new Progress(), seconds: 0 });
    const { message } = (await waiting.catch((error: Error) => error as Error)) as Error;
    expect(message).toContain(`stage stub in eu-west-1: no summary after 0 s; ${missing}. Look at\n`);
    expect(message.match(/ queue .*/g)).toEqual(
      consumers.map((name) => ` queue         customer-files-${name}-stub: 0 messages`),
    );
    expect(message.match(/ dead letters .*/g)).toEqual(
      consumers.map((name) => ` dead letters  customer-files-${name}-dead-letters-stub: 0 messages`),
    );
    expect(message.match(/ log group .*/g)).toEqual(
      consumers.map((name) => ` log group     /aws/lambda/customer-files-${name.replace('-', '-stub-')}`),
    );
  });

  it(
    'does not report success where the migrations fail, but the words of the function',
    async () => {
      await writeParameters({ owner: { password: 'wrong' } });
      await account.cloud.local('recycle', {});
      const [, migrations] = stepsOf(
        readArguments(['deploy', 'persistence', '--stage', 'stub', '--param=network=public']) as DeployCommand,
      );
      const { status, output } = await serverlessIn(clone, migrations!.args);
      expect(output).toContain('password authentication failed');
      expect(status).toBe(1);
      expect(changes()).toEqual(['Invoke customer-files-persistence-stub-migrate']);
    },
    MINUTE,
  );

  it(
    'is removed in the reverse order of its deploy, also in two attempts, and its buckets stay',
    async () => {
      account.failures.set('DeleteStack customer-files-persistence-stub', 'Role customer-files is invalid');
      const failed = await program('remove', '--stage', 'stub');
      expect(`${failed.stdout}${failed.stderr}`).toContain('Role customer-files is invalid');
      expect(failed.stderr).toMatch(
        /remove of stage stub in eu-west-1 stopped at persistence; done before: ingestion, validation; correct what is said above and run it again\n$/,
      );
      expect(failed.status).toBe(1);
      account.failures.clear();
      const removed = await program('remove', '--stage', 'stub');
      expect(removed.stderr).not.toContain('stopped at');
      expect(removed.status).toBe(0);
      const order = SERVICES.map(({ name }) => `DeleteStack customer-files-${name}-stub`).reverse();
      order.splice(2, 0, 'DeleteStack customer-files-persistence-stub');
      expect(account.calls.filter((call) => call.startsWith('DeleteStack '))).toEqual(order);
      expect(account.stacks.names.filter((name) => name.endsWith('-stub'))).toEqual([]);
      for (const name of bucketNames())
        expect(removed.stdout).toMatch(new RegExp(`\n  bucket      ${name}: \\d+ versions of objects, [\\d.]+ k?B`));
      expect(removed.stdout).toContain('less than 0.01 USD a month');
      expect(removed.stdout).toContain(
        'aws ssm delete-parameters --region eu-west-1 --names /customer-files/stub/feed /customer-files/stub/mail ',
      );
      for (const name of bucketNames()) expect(await isThere(name)).toBe(true);
    },
    3 * MINUTE,
  );

  it(
    'loses its buckets with --with-data, and no other stage does',
    async () => {
      const other = bucketsOf('stub-2', account.cloud.endpoints.account).landing;
      await account.stacks.create('other', bucketTemplate(other));
      await s3().send(new PutObjectCommand({ Bucket: other, Key: 'incoming/a.csv', Body: 'a' }));
      const asked = await program('remove', '--stage', 'stub', '--with-data');
      expect(asked.stderr).toBe('--with-data asks before it deletes, and there is no terminal; add --yes\n');
      expect(asked.status).toBe(64);
      for (const name of bucketNames()) expect(await isThere(name)).toBe(true);
      const removed = await program('remove', '--stage', 'stub', '--with-data', '--yes');
      expect(removed.status).toBe(0);
      expect(removed.stdout).not.toMatch(/what stays:\n[^]*bucket/);
      for (const name of bucketNames()) expect(await isThere(name)).toBe(false);
      const { KeyCount } = await s3().send(new ListObjectsV2Command({ Bucket: other }));
      expect(KeyCount).toBe(1);
      const again = await program('remove', '--stage', 'stub', '--with-data', '--yes');
      expect(again.stdout).toBe(
        'stage stub in eu-west-1 is not in account 000000000000: it has no stack and no bucket; check --stage and --region\n',
      );
      expect(again.status).toBe(0);
    },
    MINUTE,
  );
});

describe('the stage local', () => {
  const local = (...args: string[]): Promise<Ran> => runIn(clone, clone, args);

  /** Does what a smoke test does before it is interrupted. Resolves with the id of its file. */
  async function interruptedSmoke(cloud: CloudHandle): Promise<string> {
    const objects = await StageObjects.of(localAccount(cloud));
    const fileId = await objects.drop(smokeFile(await objects.feed(), new Date()));
    const progress = new Progress();
    await waitForSummary(fileId, { account: localAccount(cloud), objects, progress, seconds: 60 });
    progress.end();
    await new Queues(localAccount(cloud)).idle('local');
    return fileId;
  }

  it(
    'works by a smoke test in the embedded cloud, which fails where the id that is kept for it is another customer',
    async () => {
      const cloud = await startCloud({ state: join(clone, '.local'), ports: 'free' });
      try {
        const first = await local('smoke', '--stage', 'local');
        expect(first.stderr).not.toContain('no summary');
        expect(first.stdout).toMatch(/^the embedded cloud works: [^]*\n {2}1 inserted\n {2}1 row deleted: /);
        expect(first.status).toBe(0);
        expect(await query(cloud, 'SELECT customer_id FROM dim_customer')).toEqual([]);
        const emails = (await readInbox(cloud.endpoints)).map(({ subject }) => subject);
        expect(emails).toHaveLength(2);
        expect(emails[1]).toContain('withdrawn');
        const earlier = await interruptedSmoke(cloud);
        const found = await local('smoke', '--stage', 'local');
        expect(found.stdout).toContain('\n  1 unchanged\n  Nothing to undo: ');
        expect(found.stdout).toContain(`To take it out:\n    npm run undo -- ${earlier}\n`);
        expect(found.status).toBe(0);
        await query(cloud, 'UPDATE dim_customer SET age = age - 1');
        const nextYear = await local('smoke', '--stage', 'local');
        expect(nextYear.stderr).not.toContain('broken');
        expect(nextYear.stdout).toContain('\n  1 conflicting (the row of an earlier year has another age)\n');
        expect(nextYear.status).toBe(0);
        await query(cloud, "UPDATE dim_customer SET email = 'other@example.com'");
        const taken = await local('smoke', '--stage', 'local');
        expect(taken.stderr).toMatch(
          /the embedded cloud is broken: file \S+ of incoming\/smoke-\S+\n {2}customer 9223372036854775807 has another email in dim_customer; the id is kept for smoke: delete that row\n$/,
        );
        expect(taken.stdout).toBe('');
        expect(taken.status).toBe(1);
        const undone = await local('undo', earlier);
        expect(undone.stdout).toContain(': 1 row deleted from dim_customer\n');
        expect(await query(cloud, 'SELECT customer_id FROM dim_customer')).toEqual([]);
        const used = await local('remove', '--stage', 'local', '--with-data', '--yes');
        expect(used.stderr).toMatch(/^the embedded cloud is running \(process \d+\) and uses .*: stop it first /);
        expect(used.status).toBe(1);
      } finally {
        await cloud.close();
      }
    },
    3 * MINUTE,
  );

  it(
    'keeps its state when it is removed, unless that is asked for',
    async () => {
      const kept = await local('remove', '--stage', 'local');
      expect(kept.stdout).toMatch(
        /^nothing runs, and the embedded cloud has no stacks; what stays is .*\.local: [\d,]+ files, [\d.]+ MB /,
      );
      expect(kept.status).toBe(0);
      expect(existsSync(join(clone, '.local'))).toBe(true);
      const deleted = await local('remove', '--stage', 'local', '--with-data', '--yes');
      expect(deleted.status).toBe(0);
      expect(existsSync(join(clone, '.local'))).toBe(false);
      const again = await local('remove', '--stage', 'local', '--with-data', '--yes');
      expect(again.stdout).toBe('stage local is not there: the embedded cloud has kept nothing\n');
      expect(again.status).toBe(0);
    },
    MINUTE,
  );
});

describe('deploy', () => {
  it(
    'deploys one service into the region of --region',
    async () => {
      const ran = await program('deploy', 'events', '--stage', 'east', '--region', 'us-east-1');
      expect(ran.status).toBe(0);
      expect(changes()).toEqual(['UpdateStack customer-files-events-east']);
      expect([...account.regions]).toEqual(['us-east-1']);
    },
    MINUTE,
  );

  it(
    'refuses a deploy without a network in one line with exit status 64, before it calls the account',
    async () => {
      const { status, stdout, stderr } = await program('deploy', '--stage', 'x');
      expect(stderr).toMatch(/^say how persistence reaches the database: .*\n$/);
      expect(stdout).toBe('');
      expect(status).toBe(64);
      expect(account.calls).toEqual([]);
      expect([...account.regions]).toEqual([]);
    },
    MINUTE,
  );
});
