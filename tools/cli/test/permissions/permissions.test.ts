import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type AccountReport, type CloudJson, decide, type EventEnvelope } from '@customer-files/local-cloud';
import { clientOf, STAGE } from '../../src/local-deployment';
import { SAMPLES } from '../program';
import { ATTEMPT_NAMES, attemptsFrom } from './attempts';
import { changedBy, isSeen, mutationsOfAll } from './mutations';
import { Road, type RoadRequest } from './road';

const MINUTE = 60_000;

/** What no step can show, and why it stays. */
const UNSEEN: readonly [missing: RegExp, reason: string][] = [
  [/the resource configuration-set\/\*/, 'an identity may have a default configuration set, which SES checks too'],
  [
    /^event-bus\/local: the statement deny events:PutEvents on .* \(own-account-only\)$/,
    'no statement lets another account in; this one holds if one is added',
  ],
  [/serverlessdeploymentbucket/, 'the framework makes the bucket; CloudFormation alone reads it'],
];

const RECEIVE = { service: 'ingestion', name: 'receive' } as const;
const VALIDATE = { service: 'validation', name: 'validate' } as const;
const FILES = { service: 'persistence', name: 'files' } as const;
const UNDO = { service: 'persistence', name: 'undo' } as const;
/** The services that publish, each of which has a statement of the bus. */
const PUBLISHERS = ['notification', 'persistence', 'validation', 'ingestion'] as const;

const EVERY_FILE = { names: [], feed: null };
const PERSIST = { service: 'persistence', name: 'persist' } as const;

const sample = (name: string): Buffer => readFileSync(join(SAMPLES, name));

let starting: Promise<Road>;
let road: Road;
let report: AccountReport;
let requests: RoadRequest[];
let attempts: RoadRequest[];

/** Two files whose rows are accepted, rejected and conflicting, one that is refused, and one that is sent again. */
async function bringFiles(): Promise<void> {
  let rejects = { bucket: '', key: '' };
  await road.step('a file with rejects', async () => {
    const summary = await road.bring('mixed.csv', sample('mixed.csv'));
    rejects = summary.rejects as typeof rejects;
  });
  await road.step('a file with conflicts', () => road.bring('repeated-id.csv', sample('repeated-id.csv')));
  await road.step('an empty file', () => road.bring('empty.csv', ''));
  await road.step('a refused file', () => road.bring('missing-column.csv', sample('missing-column.csv')));
  const corrected = await road.get(rejects.bucket, rejects.key);
  await road.step('a resubmission', () => road.bring('corrected.csv', corrected));
}

/** Events that come again. */
async function repeatEvents(): Promise<void> {
  await road.step('a replay', () => road.replay());
  await road.step('an object that S3 reports twice', async () => {
    await road.send(RECEIVE, await road.event('Object Created'));
    await road.idle();
  });
}

/** What the schedules are for. */
async function runSchedules(): Promise<void> {
  const bucket = road.bucket('notification');
  const { detail } = await road.event('CustomerFileProcessed');
  const ended = String(detail.fileId);
  /** Copies events of a file that has ended to a file that has not, with times in the past. */
  const copyEvents = async (only: RegExp): Promise<void> => {
    const fileId = randomUUID();
    for (const key of (await road.keys(bucket, `files/${ended}/events/`)).filter((one) => only.test(one))) {
      const text = (await road.get(bucket, key)).replaceAll(ended, fileId);
      await road.put(bucket, key.replace(ended, fileId), text.replaceAll(/20\d\d-\d\d-\d\dT/g, '2026-01-01T'));
    }
    await road.put(bucket, `open/${fileId}`, '{}');
  };
  await road.step('a file that has stalled', async () => {
    await copyEvents(/received/);
    await road.schedule('notification', 'detectStalled');
  });
  await road.step('a report that was interrupted', async () => {
    await copyEvents(/./);
    await road.schedule('notification', 'detectStalled');
  });
  await road.step('a part whose result was not published', async () => {
    await road.sql(`UPDATE part_ledger SET published_at = NULL, applied_at = now() - interval '1 day'`);
    await road.schedule('persistence', 'relay');
  });
}

/** A login that changes while the functions run. */
async function rotatePassword(): Promise<void> {
  await road.step('a look at the load history', () => road.invoke(FILES, EVERY_FILE));
  await road.step('a rotated password', async () => {
    await road.rotatePassword('app');
    await road.bring('rotated.csv', sample('plain.csv'));
    await road.schedule('persistence', 'relay');
    await road.invoke(FILES, EVERY_FILE);
  });
}

/** A file that is taken out again. */
async function undoFile(): Promise<void> {
  const { detail } = await road.event(
    'CustomerFileProcessed',
    ({ counts }) => ((counts as { inserted: number } | null)?.inserted ?? 0) > 0,
  );
  const undo = (dryRun: boolean) => road.invoke(UNDO, { fileId: detail.fileId, dryRun });
  await road.step('the undo of a file', async () => {
    await undo(false);
    await road.idle();
  });
  await road.step("a rotated password of the schema's owner", async () => {
    await road.rotatePassword('owner');
    await undo(true);
  });
}

/** Objects that are not there, or not as they were. */
async function loseObjects(): Promise<void> {
  const object = (event: EventEnvelope, field: string) => event.detail[field] as Record<string, unknown>;
  await road.step('an object that was deleted before it was received', async () => {
    const created = await road.event('Object Created');
    const gone = { ...object(created, 'object'), 'version-id': 'none', sequencer: '00' };
    await road.send(RECEIVE, { ...created, detail: { ...created.detail, object: gone } });
    await road.event('CustomerFileRefused', ({ code }) => code === 'FILE_GONE');
  });
  await road.step('an object that was deleted before it was validated', async () => {
    const received = await road.event('CustomerFileReceived');
    const gone = { ...object(received, 'object'), versionId: 'none' };
    const fileId = randomUUID();
    await road.send(VALIDATE, { ...received, detail: { ...received.detail, fileId, object: gone } });
    await road.event('CustomerFileRefused', (detail) => detail.fileId === fileId);
  });
  await road.step('a part that was deleted before it was loaded', async () => {
    const validated = await road.event('CustomerRowsValidated');
    const fileId = randomUUID();
    const accepted = { ...object(validated, 'accepted'), key: `parts/${fileId}/000001.copy` };
    await road.send(PERSIST, { ...validated, detail: { ...validated.detail, fileId, accepted } });
    await road.failure(`customer-files-persistence-${STAGE}-persist`, /does not exist|has changed/);
  });
  await road.step('an upload of rejects that ends early, as an earlier attempt stored another part', async () => {
    const header = 'customer_id,full_name,email,age,date_of_birth,phone_number\n';
    const bad = Array.from({ length: 45_000 }, (_, i) => `${i + 1},${'x'.repeat(90)},none,1,none,none\n`).join('');
    const good = '77001,Ada Good,ada@example.com,36,1990-01-15,0123456789\n';
    const key = 'incoming/many.csv';
    await road.bring('many.csv', header + bad + good);
    const received = await road.event(
      'CustomerFileReceived',
      (detail) => (detail.object as { key: string }).key === key,
    );
    const fileId = randomUUID();
    await road.put(road.bucket('work'), `parts/${fileId}/000001.copy`, 'of another attempt');
    await road.send(VALIDATE, { ...received, detail: { ...received.detail, fileId } });
    await road.failure(`customer-files-validation-${STAGE}-validate`, new RegExp(`${fileId} was stored with other`));
    await road.asked('s3:AbortMultipartUpload');
  });
}

/** Events that no queue takes. */
async function loseQueues(): Promise<void> {
  const publish = async (service: string, role: string, types: readonly string[]): Promise<void> => {
    const credentials = await road.cloud.local<CloudJson['credentials']>('assumeRole', { role });
    const { endpoints } = road.cloud;
    const client = new EventBridgeClient({ ...clientOf(endpoints.control, endpoints), credentials });
    const Entries = types.map((DetailType) => ({
      EventBusName: `customer-files-${STAGE}`,
      Source: `customer-files.${service}`,
      DetailType,
      Detail: '{}',
    }));
    await client.send(new PutEventsCommand({ Entries }));
    client.destroy();
  };
  await road.step('events that cannot be delivered', async () => {
    await road.deleteQueues();
    await road.put(road.bucket('landing'), 'incoming/undeliverable.csv', '');
    await publish('ingestion', 'ingestion-ReceiveRole', ['CustomerFileReceived']);
    await publish('validation', 'validation-ValidateRole', ['CustomerRowsValidated']);
    await publish('notification', 'notification-AggregateRole', ['CustomerFileProcessed']);
    for (const name of ['receive', 'validate', 'persist', 'aggregate', 'record'])
      await road.until(`a dead letter of ${name}`, (one) =>
        one.type === 'dead-letter' && one.function.includes(name) && /NonExistent|not exist/.test(one.reason)
          ? true
          : null,
      );
  });
}

beforeAll(async () => {
  starting = Road.start();
  road = await starting;
  await bringFiles();
  await repeatEvents();
  await runSchedules();
  await rotatePassword();
  await undoFile();
  await loseObjects();
  report = await road.policies();
  await loseQueues();
  await road.finishStep();
  requests = road.requests;
  attempts = attemptsFrom(requests);
}, 5 * MINUTE);
afterAll(async () => (await starting).close(), 5 * MINUTE);

describe('the permissions of every role and resource', () => {
  it('are enough for every step of the road', () => {
    const refused = requests.filter(({ allowed }) => !allowed);
    expect(refused.map(({ step, action, resource }) => `${step}: ${action} on ${resource}`)).toEqual([]);
  });

  it('refuse every attempt to do something else', () => {
    const names = new Set(attempts.map(({ step }) => step));
    expect([...names]).toEqual(ATTEMPT_NAMES);
    const allowed = attempts.filter((attempt) => decide(report, attempt).allowed);
    expect(allowed.map(({ step, action, resource }) => `${step}: ${action} on ${resource}`)).toEqual([]);
  });

  it('are needed, each statement, action, resource and condition: without it a step fails or an attempt succeeds', () => {
    const all = [...requests, ...attempts];
    const unseen = mutationsOfAll(report).filter((mutation) => !isSeen(mutation, all));
    const unexplained = unseen.filter(({ name }) => !UNSEEN.some(([pattern]) => pattern.test(name)));
    expect(unexplained.map(({ name }) => name)).toEqual([]);
    // A reason that no mutation needs any more is removed.
    const needless = UNSEEN.filter(([pattern]) => !unseen.some(({ name }) => pattern.test(name)));
    expect(needless.map(([, reason]) => reason)).toEqual([]);
  });

  it.each<[missing: string, seen: string[]]>([
    [
      'validation-ValidateRole: the action s3:AbortMultipartUpload of ',
      ['an upload of rejects that ends early, as an earlier attempt stored another part'],
    ],
    ['persistence-RelayRole: the statement events:PutEvents on ', ['a part whose result was not published']],
    ['persistence-PersistRole: the action ssm:GetParameter of ', ['a rotated password']],
    ['persistence-PersistRole: the statement s3:PutObject on ', ['a file with conflicts']],
    ['persistence-UndoRole: the statement events:PutEvents on ', ['the undo of a file']],
    ['persistence-UndoRole: the action ssm:GetParameter of ', ["a rotated password of the schema's owner"]],
    ['ingestion-ReceiveRole: the action s3:GetObject of ', ['an object that S3 reports twice']],
    ['notification-DetectStalledRole: the condition StringEquals ses:FromAddress of ', ['an e-mail of another sender']],
    ...PUBLISHERS.map((name): [string, string[]] => [
      `event-bus/local: the statement deny events:PutEvents on event-bus/local (${name}-by-its-roles-only)`,
      ['an event of a service that an administrator publishes'],
    ]),
    ['persistence-persist-dead-letters-local: the statement sqs:SendMessage on ', ['events that cannot be delivered']],
  ])('let a step fail, or an attempt succeed, without %s', (missing, seen) => {
    const mutation = mutationsOfAll(report).find(({ name }) => name.startsWith(missing));
    if (!mutation) throw new Error(`there is no mutation of ${missing}`);
    expect(changedBy(mutation, [...requests, ...attempts])).toEqual(expect.arrayContaining(seen));
  });
});
