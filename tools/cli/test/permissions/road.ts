import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeReplayCommand, EventBridgeClient, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { FeedSettings } from '@customer-files/events';
import {
  type AccountReport,
  type CloudHandle,
  type DecidedRequest,
  type EventEnvelope,
  type LocalCloudEvent,
  startCloud,
} from '@customer-files/local-cloud';
import pg from 'pg';
import { localAccount } from '../../src/account';
import { type Consumer, CONSUMERS, queueOf } from '../../src/consumers';
import { clientOf, deployAll, landingBucket, localTarget, STAGE } from '../../src/local-deployment';
import { invoke } from '../../src/invoke';
import { packageServices } from '../../src/packages';
import { ROOT, STATE } from '../../src/paths';
import { Queues } from '../../src/queues';

/** A request of the road, and the step in which it was made. */
export interface RoadRequest extends DecidedRequest {
  step: string;
}

const PATIENCE_MS = 60_000;
const POLL_MS = 20;

type ConsumerName = Pick<Consumer, 'service' | 'name'>;
type Named = Pick<EventEnvelope, 'detail-type'> & { detail: Record<string, unknown> };

/** A deployed product on an embedded cloud, which records what every step of a test asks permission for. */
export class Road {
  readonly requests: RoadRequest[] = [];
  private readonly seen: LocalCloudEvent[] = [];
  private decided: DecidedRequest[] = [];
  private current = 'start';
  private readonly queues: Queues;
  private readonly clients;

  private constructor(
    readonly cloud: CloudHandle,
    private readonly folder: string,
  ) {
    const { endpoints } = cloud;
    this.queues = new Queues(localAccount(cloud));
    this.clients = {
      s3: new S3Client(clientOf(endpoints.s3, endpoints)),
      sqs: new SQSClient(clientOf(endpoints.sqs, endpoints)),
      ssm: new SSMClient(clientOf(endpoints.control, endpoints)),
      events: new EventBridgeClient(clientOf(endpoints.control, endpoints)),
    };
    cloud.on((event) => this.seen.push(event));
  }

  /** Starts the cloud. Its first step is the deployment of all services. */
  static async start(): Promise<Road> {
    const folder = mkdtempSync(join(tmpdir(), 'permissions-'));
    const feed = new FeedSettings();
    const packages = await packageServices({ root: ROOT, state: STATE, target: localTarget(feed) });
    const road = new Road(await startCloud({ state: join(folder, 'state'), ports: 'free' }), folder);
    await road.step('deployment', () => deployAll(road.cloud, packages, feed, folder));
    return road;
  }

  async close(): Promise<void> {
    for (const client of Object.values(this.clients)) client.destroy();
    await this.cloud.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a step. What is decided until the next step begins belongs to it. */
  async step(name: string, run: () => Promise<unknown>): Promise<void> {
    await this.finishStep();
    this.current = name;
    await run();
  }

  /** Keeps what was decided in the step, each request once. */
  async finishStep(): Promise<void> {
    await this.record();
    const distinct = new Map(this.decided.map((request) => [JSON.stringify(request), request]));
    for (const request of distinct.values()) this.requests.push({ ...request, step: this.current });
    this.decided = [];
  }

  /** Resolves when permission for an action was asked for in this step. */
  async asked(action: string): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await delay(POLL_MS)) {
      await this.record();
      if (this.decided.some((request) => request.action === action)) return;
    }
    throw new Error(`${action} was not asked for`);
  }

  private async record(): Promise<void> {
    const verb = this.cloud.local<{ requests: DecidedRequest[] }>('authorizations', { record: true });
    this.decided.push(...(await verb).requests);
  }

  policies(): Promise<AccountReport> {
    return this.cloud.local<AccountReport>('policies');
  }

  /** The bucket of a kind, such as `work`. */
  bucket(kind: string): string {
    return `customer-files-${kind}-${STAGE}-${this.cloud.endpoints.account}`;
  }

  async put(Bucket: string, Key: string, body: Buffer | string): Promise<void> {
    await this.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(body) }));
  }

  async get(Bucket: string, Key: string): Promise<string> {
    const { Body } = await this.clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Body!.transformToString();
  }

  async keys(Bucket: string, Prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents.map(({ Key }) => Key!);
  }

  /** Uploads a file as a customer does. Resolves with its summary. */
  async bring(name: string, content: Buffer | string): Promise<Record<string, unknown>> {
    const key = `incoming/${name}`;
    const ended = this.event('CustomerFileProcessed', ({ object }) => (object as { key: string }).key === key);
    await this.put(landingBucket(this.cloud.endpoints), key, content);
    const { detail } = await ended;
    await this.idle();
    return detail;
  }

  /** Resolves with the first event of a type for which this holds, also one that has been already. */
  event(type: string, holds: (detail: Record<string, unknown>) => boolean = () => true): Promise<EventEnvelope> {
    return this.until(type, (one) =>
      one.type === 'event' && one.event['detail-type'] === type && holds(one.event.detail) ? one.event : null,
    );
  }

  /** All that the cloud has reported: events, invocations, dead letters. */
  get reported(): readonly LocalCloudEvent[] {
    return this.seen;
  }

  /** The logs of all functions. */
  functionLogs(): string {
    const folder = join(this.folder, 'state', 'logs');
    const names = readdirSync(folder).filter((name) => name.startsWith('customer-files-'));
    return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  }

  /** Resolves when a function has failed because of this. */
  failure(name: string, message: RegExp): Promise<true> {
    const log = join(this.folder, 'state', 'logs', `${name}.log`);
    return this.until(`${name} fails: ${message}`, (one) =>
      one.type === 'invocation' && one.function === name && !one.ok && message.test(readFileSync(log, 'utf8'))
        ? true
        : null,
    );
  }

  async until<Found>(what: string, find: (event: LocalCloudEvent) => Found | null): Promise<Found> {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await delay(POLL_MS)) {
      for (const event of this.seen) {
        const found = find(event);
        if (found !== null) return found;
      }
    }
    throw new Error(`${what} did not come`);
  }

  /** Sends an event to the queue of a consumer, past its rule. */
  async send(consumer: ConsumerName, event: Named): Promise<void> {
    await this.clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: this.queueUrl(consumer),
        MessageBody: JSON.stringify({ ...event, id: randomUUID() }),
      }),
    );
  }

  private queueUrl(consumer: ConsumerName): string {
    return `${this.cloud.endpoints.sqs}/${this.cloud.endpoints.account}/${queueOf(consumer, STAGE)}`;
  }

  /** Resolves when the queues of all consumers are empty, twice, because a message may move on in between. */
  async idle(): Promise<void> {
    for (let times = 0; times < 2; times++) await this.queues.idle(STAGE);
  }

  /** Replays all events of the archive to all rules. */
  async replay(): Promise<void> {
    const ReplayName = `road-${randomUUID()}`;
    const arn = (kind: string): string =>
      `arn:aws:events:${this.cloud.endpoints.region}:${this.cloud.endpoints.account}:${kind}/customer-files-${STAGE}`;
    const day = 86_400_000;
    await this.clients.events.send(
      new StartReplayCommand({
        ReplayName,
        EventSourceArn: arn('archive'),
        EventStartTime: new Date(Date.now() - day),
        EventEndTime: new Date(Date.now() + day),
        Destination: { Arn: arn('event-bus') },
      }),
    );
    for (let state = 'RUNNING'; state !== 'COMPLETED'; await delay(POLL_MS))
      state = (await this.clients.events.send(new DescribeReplayCommand({ ReplayName }))).State!;
    await this.idle();
  }

  /** Invokes a function, as a program of the developer does. */
  async invoke(consumer: ConsumerName, payload: object): Promise<unknown> {
    return invoke(localAccount(this.cloud), consumer, payload);
  }

  /** Runs a function as its schedule does. */
  async schedule(service: string, name: string): Promise<void> {
    const rule = `${service}-${name[0]!.toUpperCase()}${name.slice(1)}EventsRuleSchedule1`;
    await this.cloud.local('runSchedule', { rule });
  }

  /** Runs SQL as the superuser of the cluster. */
  async sql(query: string): Promise<void> {
    const { host, port, database } = this.cloud.endpoints.postgres!;
    const passwords = readFileSync(join(this.folder, 'state', 'postgres', 'passwords.json'), 'utf8');
    const { superuser } = JSON.parse(passwords) as { superuser: string };
    const client = new pg.Client({ host, port, database, user: 'postgres', password: superuser });
    await client.connect();
    try {
      await client.query(query);
    } finally {
      await client.end();
    }
  }

  /** Gives a role of the functions another password, in the database and in its parameter, and ends its connections. */
  async rotatePassword(role: 'app' | 'owner'): Promise<void> {
    const {
      host,
      port,
      database,
      [role]: { user },
    } = this.cloud.endpoints.postgres!;
    const login = { host, port, database, user, password: 'rotated' };
    await this.sql(`ALTER ROLE ${user} PASSWORD '${login.password}'`);
    const Name = `/customer-files/${STAGE}/database/${role}`;
    await this.clients.ssm.send(
      new PutParameterCommand({ Name, Type: 'SecureString', Overwrite: true, Value: JSON.stringify(login) }),
    );
    await this.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${user}'`);
  }

  /** Deletes the queues of all consumers, without their dead letters. */
  async deleteQueues(): Promise<void> {
    for (const consumer of CONSUMERS)
      await this.clients.sqs.send(new DeleteQueueCommand({ QueueUrl: this.queueUrl(consumer) }));
  }
}
