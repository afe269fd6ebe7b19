import { FeedSettings, type StoredObject } from '@customer-files/events';
import { Bus, type BusEvent } from './bus';
import { VirtualClock } from './clock';
import type { Container } from './container';
import type { Database } from './database';
import { calm, type Fate, type Faults, type StepName } from './faults';
import { handle } from './functions';
import { Invocation } from './invocation';
import { Mailbox } from './mailbox';
import { Objects } from '@customer-files/object-store/test/objects';
import { type Message, Queue } from './queue';
import type { Random } from './random';
import { Scheduler } from './scheduler';

const queues = () => ({
  ingestion: new Queue('ingestion', { timeoutMs: 60_000, concurrency: 5 }),
  validation: new Queue('validation', { timeoutMs: 900_000, concurrency: 10 }),
  persistence: new Queue('persistence', { timeoutMs: 300_000, concurrency: 5 }),
  notification: new Queue('notification', { timeoutMs: 60_000, concurrency: 5 }),
});
export type Service = keyof ReturnType<typeof queues>;

/** What a world is made of. */
export interface WorldOptions {
  random: Random;
  database: Database;
  /** Rows of a full part. */
  partRows: number;
}

/**
 * The four services in one process on a virtual clock, with everything around them in memory but PostgreSQL. The same
 * seed gives the same run.
 */
export class World {
  readonly clock = new VirtualClock(Date.parse('2026-06-30T12:00:00Z'));
  readonly objects = new Objects(['landing']);
  readonly mailbox = new Mailbox();
  readonly queues = queues();
  readonly bus: Bus;
  readonly scheduler: Scheduler;
  /** Why a message was not done, each time. */
  readonly failures: { service: string; code: string }[] = [];
  /** How often SES took an e-mail about a file, and the process did not come to note it. */
  readonly mailsUnrecorded = new Map<string, number>();
  /** What happens to the services from now on. */
  faults: Faults = calm;
  partRows: number;
  /** The parameter `feed`, as it stands when an event of this object is handled. */
  settingsOf: (key: string) => FeedSettings = () => new FeedSettings();
  /** Events that a queue loses for good. */
  loses: (service: Service, event: BusEvent) => boolean = () => false;
  readonly database: Database;
  private readonly containers = new Map<Invocation, Container>();

  constructor({ random, database, partRows }: WorldOptions) {
    const { clock } = this;
    this.partRows = partRows;
    this.database = database;
    this.bus = new Bus(clock, random, (service, event) => this.deliver(service as Service, event));
    this.scheduler = new Scheduler({
      clock,
      random,
      queues: Object.values(this.queues),
      start: (queue, message) => this.start(queue, message),
      fate: (step) => this.noted(step, this.faults.fate(step)),
      blocked: (busy) => database.allBlocked(busy.flatMap((invocation) => this.containers.get(invocation) ?? [])),
    });
  }

  /** Puts an object under `incoming/`; S3 tells of it. */
  drop(key: string, bytes: Buffer): StoredObject {
    const object = this.objects.put('landing', key, bytes);
    this.announce(object);
    return object;
  }

  /** S3 tells of an object that is, or was, there. */
  announce({ key, bytes, etag, versionId }: StoredObject): void {
    const detail = {
      bucket: { name: 'landing' },
      object: { key, size: bytes, etag, 'version-id': versionId!, sequencer: versionId! },
    };
    this.deliver('ingestion', {
      id: `s3-${versionId}`,
      source: 'aws.s3',
      'detail-type': 'Object Created',
      time: '2026-06-30T12:00:00Z',
      detail,
    });
  }

  /** Brings an event to a queue, as late and as often as the faults will have it. */
  deliver(service: Service, event: BusEvent): void {
    if (this.loses(service, event)) return;
    for (let copies = this.faults.copies(); copies > 0; copies--)
      this.queues[service].send(JSON.stringify(event), this.clock.now + this.faults.delayMs());
  }

  async run(enough?: () => boolean): Promise<void> {
    await this.scheduler.run(enough);
  }

  /** Nothing bad happens any more, and an operator sends the dead letters again, until none is left. Returns how many there were. */
  async calmDown(): Promise<number> {
    this.faults = calm;
    await this.run();
    const letters = Object.values(this.queues).reduce((sum, queue) => sum + queue.redrive(this.clock.now), 0);
    await this.run();
    return letters;
  }

  /** Everything that lasts, as a text that is the same for the same state. */
  async snapshot(): Promise<string> {
    const { database, objects, mailbox, bus } = this;
    return JSON.stringify(
      [await database.table(), await database.ledger(), objects.snapshot(), mailbox.sent, bus.archive.length],
      null,
      1,
    );
  }

  private noted({ name }: StepName, fate: Fate): Fate {
    const [, after, before] = /^SendEmail (.+)|^replaceIfMatch files\/(.+)\/ending\.json/.exec(name) ?? [];
    const lost = fate.when === 'after' ? after : fate.when === 'before' ? before : undefined;
    if (lost) this.mailsUnrecorded.set(lost, (this.mailsUnrecorded.get(lost) ?? 0) + 1);
    return fate;
  }

  private start(queue: Queue, message: Message): void {
    if (!queue.receive(message, this.clock.now)) return;
    const container = queue.name === 'persistence' ? this.database.idleContainer() : null;
    const invocation = new Invocation(queue.name, this.scheduler.changed, async () => {
      over();
      await container?.die();
    });
    const timeOut = this.clock.after(queue.settings.timeoutMs, () => void invocation.kill());
    const over = (): void => {
      timeOut();
      queue.atWork--;
      this.containers.delete(invocation);
    };
    queue.atWork++;
    this.scheduler.invocations.add(invocation);
    if (container) this.containers.set(invocation, Object.assign(container, { invocation }));
    void this.work(queue, message, invocation, container).then(over);
  }

  /** Never resolves where the invocation is killed. */
  private async work(
    queue: Queue,
    message: Message,
    invocation: Invocation,
    container: Container | null,
  ): Promise<void> {
    const done = await handle(this, invocation, container, message, (code) =>
      this.failures.push({ service: queue.name, code }),
    );
    if (container) container.invocation = null;
    if (done && !this.faults.losesAck()) queue.delete(message);
    invocation.end();
  }
}
