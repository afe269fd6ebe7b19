import { FeedSettings, type StoredObject } from '@customer-files/events';
import { Objects } from '@customer-files/object-store/test/objects';
import type { Measure, Measurement } from '@customer-files/telemetry';
import type { UndoAnswer } from '../../../services/persistence/src/domain/withdrawal';
import { Bus, type BusEvent } from './bus';
import { VirtualClock } from './clock';
import type { Database } from './database';
import type { Deployment } from './deployment';
import { type Fault, type FaultInjector, noFaults, type Step } from './faults';
import { assertSimulated } from './functions';
import { type Failure, Lambda } from './lambda';
import { LeaseLog } from './leases';
import { type EmailKind, Mailbox } from './mailbox';
import { Queue } from './queue';
import type { Random } from './random';
import { Scheduler } from './scheduler';

/** What a simulation is made of. */
export interface SimulationOptions {
  random: Random;
  database: Database;
  deployment: Deployment;
  /** Rows of a full part. */
  partRows: number;
  /** Whether the scheduled functions run. Without them only messages move a file on. */
  schedules: boolean;
}

/** A step after which an e-mail is sent and its record is not written: the next attempt may send it again. */
const UNRECORDED = /^(?:SendEmail (\w+) (\S+)|replaceIfMatch files\/([^/]+)\/(ending|stalled|withdrawn)\.json)$/;

/**
 * The four services in one process on a virtual clock. Everything around them is in memory but PostgreSQL, and set up
 * as the CloudFormation templates say. The same seed gives the same run.
 */
export class Simulation {
  readonly clock = new VirtualClock(Date.parse('2026-06-30T12:00:00Z'));
  readonly mailbox = new Mailbox();
  /** The metrics of all files. */
  readonly measured: Measurement[] = [];
  /** The ids of files with a fault in a write of their report: the one after which they are measured may be among those. */
  readonly mayBeUnmeasured = new Set<string>();
  readonly objects: Objects;
  readonly queues: Readonly<Record<string, Queue>>;
  readonly bus: Bus;
  readonly scheduler: Scheduler;
  readonly leases: LeaseLog;
  /** What goes wrong from now on. */
  faults: FaultInjector = noFaults;
  partRows: number;
  /** The settings of the feed, as they are when an event of this file is handled. */
  settingsOf: (fileId: string) => FeedSettings = () => new FeedSettings();
  /** The events that a queue loses for good. */
  loses: (consumer: string, event: BusEvent) => boolean = () => false;
  readonly database: Database;
  readonly hasSchedules: boolean;
  private readonly deployment: Deployment;
  private readonly lambda: Lambda;
  private readonly unrecorded = new Map<string, number>();

  constructor({ random, database, deployment, partRows, schedules }: SimulationOptions) {
    const { consumers, scheduled, buckets } = deployment;
    assertSimulated([...consumers, ...scheduled].map(({ name }) => name));
    this.partRows = partRows;
    this.database = database;
    this.deployment = deployment;
    this.hasSchedules = schedules;
    this.objects = new Objects(buckets.filter(({ versioned }) => versioned).map(({ name }) => name));
    this.queues = Object.fromEntries(consumers.map(({ name, queue }) => [name, new Queue(name, queue)]));
    this.leases = new LeaseLog(this.objects, this.bucketOf('notification'));
    this.bus = new Bus({
      clock: this.clock,
      random,
      consumers,
      deliver: (consumer, event) => this.deliver(consumer, event),
    });
    this.lambda = new Lambda({
      clock: this.clock,
      random,
      database,
      consumers,
      deps: this,
      faults: () => this.faults,
      onInvocation: (invocation) => this.scheduler.invocations.add(invocation),
      onChange: () => this.scheduler.onChange(),
      onLeaseHeld: (message) => this.leases.met(message),
    });
    this.scheduler = new Scheduler({
      clock: this.clock,
      random,
      queues: Object.values(this.queues),
      receive: (queue, message) => this.lambda.receive(queue, message),
      faultOf: (step) => this.noted(step, this.faults.faultOf(step)),
      blocked: (busy) => this.lambda.allBlocked(busy),
    });
    for (const one of schedules ? scheduled : []) this.lambda.schedule(one, random.below(one.everyMs));
  }

  readonly measure: Measure = (measurements) => void this.measured.push(...measurements);

  /** Every error that a function logged or threw. */
  get failures(): readonly Failure[] {
    return this.lambda.failures;
  }

  /** The bucket of a service. */
  bucketOf(service: string): string {
    return this.deployment.buckets.find((bucket) => bucket.service === service)!.name;
  }

  /** The queue of a consumer. */
  queue(consumer: string): Queue {
    return this.queues[consumer]!;
  }

  /** Puts an object into the landing bucket, and has S3 publish its event. */
  drop(key: string, bytes: Buffer): StoredObject {
    const object = this.objects.put(this.bucketOf('ingestion'), key, bytes);
    this.publishObjectCreated(object);
    return object;
  }

  /** Has S3 publish "Object Created" for an object that is, or was, in a bucket. */
  publishObjectCreated({ bucket, key, bytes, etag, versionId }: StoredObject): void {
    const detail = {
      bucket: { name: bucket },
      object: { key, size: bytes, etag, 'version-id': versionId!, sequencer: versionId! },
    };
    this.bus.route('default', {
      id: `s3-${versionId}`,
      source: 'aws.s3',
      'detail-type': 'Object Created',
      time: '2026-06-30T12:00:00Z',
      detail,
    });
  }

  /** Invokes `undo` as its command does: until it has done all. Where an invocation is killed, nobody invokes it again. */
  undo(fileId: string, onAnswer: (answer: UndoAnswer | null) => void = () => undefined): void {
    this.lambda.command(this.deployment.undo, { fileId, dryRun: false }, (answer) => {
      const { state } = (answer as UndoAnswer | null) ?? { state: null };
      if (state === 'working') this.undo(fileId, onAnswer);
      else onAnswer(answer as UndoAnswer | null);
    });
  }

  /** Replays events of the archive. */
  replay(events: readonly BusEvent[], name: string): void {
    this.bus.replay(this.deployment.consumers[0]!.environment.BUS_NAME!, events, name);
  }

  /** Delivers an event to a queue, with the duplicates and the delay that the faults give it. */
  deliver(consumer: string, event: BusEvent): void {
    if (this.loses(consumer, event)) return;
    for (let copies = this.faults.copies(); copies > 0; copies--)
      this.queue(consumer).send(JSON.stringify(event), this.clock.now + this.faults.delayMs());
  }

  /** Runs until nothing is left to do, or until `enough` returns true. Schedules alone do not keep it running. */
  async run(enough?: () => boolean): Promise<void> {
    await this.scheduler.run(enough);
  }

  /** The time in which each scheduled function runs once. */
  get scheduleMs(): number {
    return Math.max(...this.deployment.scheduled.map(({ everyMs }) => everyMs));
  }

  /** The time-out of a function. */
  timeoutOf(name: string): number {
    const { consumers, scheduled } = this.deployment;
    return [...consumers, ...scheduled].find((one) => one.name === name)!.timeoutMs;
  }

  /** Lets the clock go on until each scheduled function has run so many times more. */
  async runSchedules(times: number): Promise<void> {
    this.clock.after(times * this.scheduleMs, () => undefined);
    await this.run();
  }

  /** Sends all dead letters again, as an operator does, and runs. */
  async redrive(): Promise<void> {
    for (const queue of Object.values(this.queues)) queue.redrive(this.clock.now);
    await this.run();
  }

  /** How often an e-mail about a file was sent, or may have been, and not recorded. */
  unrecordedOf(kind: EmailKind, fileId: string): number {
    return this.unrecorded.get(`${kind} ${fileId}`) ?? 0;
  }

  /** Everything that lasts, as text that is the same for the same state. */
  async snapshot(): Promise<string> {
    const { database, objects, mailbox, bus } = this;
    return JSON.stringify(
      [
        await database.table(),
        await database.ledger(),
        await database.history(),
        objects.snapshot(),
        mailbox.sent,
        bus.archive.length,
      ],
      null,
      1,
    );
  }

  private noted({ name }: Step, fault: Fault): Fault {
    const [, sentKind, sentId, recordedId, recordedKind] = UNRECORDED.exec(name) ?? [];
    const lost =
      (fault.when === 'after' && sentId && `${sentKind} ${sentId}`) ||
      (fault.when === 'before' && recordedId && `${recordedKind} ${recordedId}`);
    if (fault.kind !== 'none' && recordedId && recordedKind === 'ending') this.mayBeUnmeasured.add(recordedId);
    if (lost) this.unrecorded.set(lost, (this.unrecorded.get(lost) ?? 0) + 1);
    return fault;
  }
}
