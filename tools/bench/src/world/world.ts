import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { type CustomerFileProcessed, FeedSettings } from '@customer-files/events';
import { type CloudHandle, startCloud } from '@customer-files/local-cloud';
import { type ObjectStore, objectStore } from '@customer-files/object-store';
import { localAccount } from '../../../cli/src/account';
import { clientOf, deployAll, STAGE } from '../../../cli/src/local-deployment';
import type { Packaged } from '../../../cli/src/packages';
import { Queues } from '../../../cli/src/queues';
import type { Made } from '../generate';
import { type Claims, smallFile } from '../generated/customer-rows';
import { checkMail, checkRejects, checkSummary, mustBe } from './check-run';
import { CloudEvents } from './cloud-events';
import { type Landed, Landing } from './landing';
import { Mailbox } from './mailbox';
import { Memory } from './memory';
import { Tables } from './tables';

/** How a file went through the chain. */
export interface Run {
  /** From the moment S3 has the object, by which the product is started, to the event that follows the e-mail. */
  seconds: number;
  summary: CustomerFileProcessed;
  landed: Landed;
}

/** What is unusual about a run. */
export interface Circumstances {
  /** Valid rows of the file that the table holds already. */
  alreadyThere?: number;
  /** Leaves the objects of the file where they are. */
  keep?: boolean;
  /** Is called when S3 has the file, from which moment on its seconds count. */
  onLanded?: () => void;
}

/** Seconds that a file may take: far more than it does. */
const patience = (rows: number): number => 120 + rows / 5000;

/** Enough rows for every function to have loaded what it needs, and for the compiler to have seen most of it. */
const WARM_UP_ROWS = 20_000;

/** An embedded cloud of its own, in a temporary folder, with all services deployed. */
export class World {
  readonly cloudEvents: CloudEvents;
  readonly landing: Landing;
  readonly mailbox: Mailbox;
  readonly memory: Memory;
  readonly s3: S3Client;
  readonly store: ObjectStore;
  /** Of parts and rejects. */
  readonly workBucket: string;
  private readonly queues: Queues;
  private files = 0;

  private constructor(
    readonly cloud: CloudHandle,
    readonly state: string,
    readonly tables: Tables,
    say: (line: string) => void,
  ) {
    const { endpoints } = cloud;
    this.queues = new Queues(localAccount(cloud));
    this.cloudEvents = new CloudEvents(cloud);
    this.cloudEvents.failures(say);
    this.landing = new Landing(endpoints);
    this.mailbox = new Mailbox(endpoints);
    this.memory = new Memory(cloud);
    this.s3 = new S3Client(clientOf(endpoints.s3, endpoints));
    this.store = objectStore(this.s3);
    this.workBucket = `customer-files-work-${STAGE}-${endpoints.account}`;
  }

  static async start(packages: readonly Packaged[], say: (line: string) => void): Promise<World> {
    const state = await mkdtemp(join(tmpdir(), 'customer-files-bench-'));
    let cloud: CloudHandle | null = null;
    try {
      cloud = await startCloud({ state, ports: 'free' });
      await deployAll(cloud, packages, new FeedSettings(), state);
      const world = new World(cloud, state, await Tables.connect(cloud.endpoints, state), say);
      await world.warmUp();
      return world;
    } catch (error) {
      await cloud?.close();
      await rm(state, { recursive: true, force: true });
      throw error;
    }
  }

  /** Runs a file through every function, so that what is measured next finds them as they are in the middle of a day. */
  async warmUp(): Promise<void> {
    const key = this.nextKey();
    const ended = this.cloudEvents.endings([key], patience(WARM_UP_ROWS));
    await this.landing.put(key, Buffer.from(smallFile(WARM_UP_ROWS, { seed: 1 }).text));
    await ended;
    await this.idle();
    await this.mailbox.empty();
    await this.tables.empty('dim_customer');
  }

  nextKey(): string {
    return `incoming/bench-${++this.files}.csv`;
  }

  /** Brings a file through the chain into a table that is as the caller prepared it, and checks everything that came of it. Throws `RunWrong`. */
  async bring(
    made: Made,
    { alreadyThere = 0, keep = false, onLanded = () => undefined }: Circumstances = {},
  ): Promise<Run> {
    const key = this.nextKey();
    const ended = this.cloudEvents.endings([key], patience(made.rows));
    const landed = await this.landing.put(key, createReadStream(made.file));
    const from = performance.now();
    onLanded();
    const { summary, at } = (await ended).get(key)!;
    const run = { seconds: (at - from) / 1000, summary, landed };
    await this.idle();
    await this.checkFile(summary, made, alreadyThere);
    await this.checkMails([summary]);
    mustBe('dim_customer', await this.tables.contentOf('dim_customer'), made.content);
    if (!keep) await this.forget(run);
    return run;
  }

  /** Resolves when no service has anything left to do: what would come late and wrong has come, and what is measured next is alone. */
  async idle(): Promise<void> {
    await this.queues.idle(STAGE);
  }

  /** Counts, faults and rejects of a file. */
  async checkFile(summary: CustomerFileProcessed, made: Claims, alreadyThere: number): Promise<void> {
    checkSummary(summary, made, alreadyThere);
    await checkRejects(this.s3, summary.rejects, made);
  }

  /** One e-mail for each of the files, and no other. */
  async checkMails(summaries: readonly CustomerFileProcessed[]): Promise<void> {
    const mails = await this.mailbox.all();
    mustBe('e-mails', mails.length, summaries.length);
    for (const summary of summaries) checkMail(mails, summary);
    await this.mailbox.empty();
  }

  /** The reference: COPY of the valid rows into an equal, empty table. Returns the seconds that it took. */
  async copyReference(made: Made): Promise<number> {
    await this.tables.empty('dim_customer', 'reference');
    const seconds = await this.tables.copyCsv(made.validFile, 'reference');
    mustBe('the table of the reference', await this.tables.contentOf('reference'), made.content);
    return seconds;
  }

  /** Removes the objects of a file, which would fill the disk after some runs. */
  async forget({ summary, landed }: Run): Promise<void> {
    await this.landing.remove(landed);
    for await (const { key } of this.store.list(this.workBucket, `parts/${summary.fileId}/`))
      await this.store.delete(this.workBucket, key);
    if (summary.rejects) await this.store.delete(summary.rejects.bucket, summary.rejects.key);
  }

  async close(): Promise<void> {
    // It may be broken already; what is behind it has to be ended all the more.
    await this.tables.close().catch(() => undefined);
    this.landing.close();
    this.s3.destroy();
    await this.cloud.close();
    await rm(this.state, { recursive: true, force: true });
  }
}
