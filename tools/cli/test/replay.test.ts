import { join } from 'node:path';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { parse } from 'csv-parse/sync';
import { type CloudHandle, startCloud } from '@customer-files/local-cloud';
import { makeClone, removeClone } from './clone';
import { asOf, documentOf, program, type Ran, SAMPLES } from './program';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let clone: string;
let rows: string[][];
/** Holds the embedded cloud up, so that each command need not start it. */
let cloud: CloudHandle;
beforeAll(async () => {
  clone = await makeClone();
  cloud = await startCloud({ state: join(clone, '.local'), ports: 'free' });
  const {
    files: [ended],
  } = documentOf(await run('start', '--json', '--as-of', asOf, join(SAMPLES, 'mixed.csv')));
  expect(ended!.status).toBe('processed');
  rows = await sql('SELECT * FROM dim_customer ORDER BY customer_id');
  expect(rows.length).toBeGreaterThan(2);
}, 3 * MINUTE);
afterAll(async () => {
  await cloud.close();
  removeClone(clone);
}, MINUTE);

const run = (...args: string[]): Promise<Ran> => program(clone, clone, args);
const sql = async (query: string): Promise<string[][]> => parse((await run('sql', query)).stdout) as string[][];
const around = (): string[] => [
  '--from',
  new Date(Date.now() - DAY).toISOString(),
  '--to',
  new Date(Date.now() + DAY).toISOString(),
];
/** Deletes the claim checks: without its part, an event cannot be handled. */
async function forgetParts(): Promise<void> {
  const { s3: endpoint, region, account, credentials } = cloud.endpoints;
  const s3 = new S3Client({ endpoint, region, credentials });
  const Bucket = `customer-files-work-local-${account}`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'parts/' }));
  for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
}

const count = (all: string[][]): string => (all.length - 1).toLocaleString('en-US');
const table = (): Promise<string[][]> => sql('SELECT * FROM dim_customer ORDER BY customer_id');

/** Returns a table, whose first row is its header, without one of its columns. */
function withoutColumn(name: string, all: string[][]): string[][] {
  const index = all[0]!.indexOf(name);
  expect(index).toBeGreaterThan(0);
  return all.map((row) => row.toSpliced(index, 1));
}

describe('replay', () => {
  it(
    'replays handled events without a new row, event or e-mail',
    async () => {
      const { status, stdout } = await run('replay', ...around());
      expect([status, stdout]).toEqual([
        0,
        expect.stringMatching(
          /completed\n {2}[1-9]\d* events replayed, 0 published anew\n {2}0 rows added .*\n {2}0 parts applied, 0 e-mails sent\n$/,
        ),
      ]);
      expect(await table()).toEqual(rows);
    },
    2 * MINUTE,
  );

  it(
    'rebuilds a lost table by a replay, and sends no e-mail',
    async () => {
      await run('sql', 'TRUNCATE dim_customer, part_ledger');
      const { status, stdout } = await run('replay', ...around(), '--rules', 'persistence');
      expect([status, stdout]).toEqual([
        0,
        expect.stringContaining(
          `published anew\n  ${count(rows)} rows added to dim_customer, which has ${count(rows)}\n  1 part applied, 0 e-mails sent`,
        ),
      ]);
      expect(withoutColumn('created_at', await table())).toEqual(withoutColumn('created_at', rows));
    },
    2 * MINUTE,
  );

  it(
    'replays nothing from a time without events',
    async () => {
      const { status, stdout } = await run('replay', '--from', '2020-01-01', '--to', '2020-01-02');
      expect([status, stdout]).toEqual([0, expect.stringContaining(' 0 events replayed, 0 published anew')]);
    },
    2 * MINUTE,
  );
});

describe('dead letters', () => {
  it(
    'lists dead letters with their reason, twice the same, and keeps those that fail again, over a restart too',
    async () => {
      expect((await run('dead-letters')).stdout).toBe('no dead letters\n');
      await run('sql', 'TRUNCATE dim_customer, part_ledger');
      await forgetParts();
      await run('replay', ...around(), '--rules', 'persistence');
      const { deadLetters } = JSON.parse((await run('dead-letters', 'list', '--json')).stdout) as {
        deadLetters: Record<string, unknown>[];
      };
      expect(deadLetters).toEqual([
        expect.objectContaining({
          service: 'persistence',
          event: 'CustomerRowsValidated',
          part: 1,
          reason: expect.stringMatching(/does not exist|has changed/i),
        }),
      ]);
      // A list gives back what it has read: another list sees it at once, and so does a redrive.
      const listedAgain = await run('dead-letters', 'list', '--json');
      expect(JSON.parse(listedAgain.stdout)).toEqual({ deadLetters });
      const atOnce = await run('dead-letters', 'redrive', '--service', 'persistence');
      expect([atOnce.status, atOnce.stdout]).toEqual([1, '1 sent again, 1 of them came back to the dead letters\n']);
      await cloud.close();
      cloud = await startCloud({ state: join(clone, '.local'), ports: 'free' });
      const afterRestart = await run('dead-letters', 'list', '--json');
      expect(JSON.parse(afterRestart.stdout)).toEqual({
        deadLetters: [expect.objectContaining({ service: 'persistence', event: 'CustomerRowsValidated', part: 1 })],
      });
    },
    4 * MINUTE,
  );

  it(
    'reports dead letters that another reader holds with exit status 1',
    async () => {
      const { sqs: endpoint, region, credentials } = cloud.endpoints;
      const sqs = new SQSClient({ endpoint, region, credentials });
      const QueueName = 'customer-files-persistence-persist-dead-letters-local';
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 300, WaitTimeSeconds: 1 }),
      );
      expect(Messages).toHaveLength(1);
      const held = await run('dead-letters', 'redrive');
      expect(held.stdout).toBe(
        '0 sent again, 0 of them came back to the dead letters; 1 are held by another reader, run this again in five minutes\n',
      );
      expect(held.status).toBe(1);
      sqs.destroy();
    },
    4 * MINUTE,
  );
});

describe('bad usage', () => {
  it.each([
    [['replay'], /^replay takes --from and --to.*\n$/],
    [['replay', '--from', '2026-01-02', '--to', '2026-01-01'], /^--from has to be before --to\n$/],
    [['replay', '--from', 'yesterday', '--to', '2026-01-01'], /^--from yesterday: it is no time.*\n$/],
    [
      ['replay', '--from', '2026-01-01', '--to', '2026-01-02', '--rules', 'ingestion'],
      /^--rules ingestion: there is no such service.*\n$/,
    ],
    [['dead-letters', 'purge'], /^dead-letters takes list or redrive.*\n$/],
    [['dead-letters', '--service', 'mail'], /^--service mail: there is no such service.*\n$/],
    [['dead-letters', '--region', 'eu-west-1'], /^--region says where.*\n$/],
  ])('refuses %j in one line on standard error with exit status 64', async (args, line) => {
    const { status, stdout, stderr } = await run(...args);
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(line);
  });
});
