import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { AccessKey } from '../../src/access/access-keys';
import { Doors } from '../../src/access/doors';
import { guarded } from '../../src/access/guard';
import { queueArn } from '../../src/account';
import { controlServer } from '../../src/control/control-server';
import type { Served } from '../../src/control/served';
import type { Target } from '../../src/eventbridge/delivery/delivery';
import { EventBridge } from '../../src/eventbridge/event-bridge';
import type { Pattern } from '../../src/eventbridge/pattern/compile-pattern';
import type { EventEnvelope, LocalCloudEvent } from '../../src/local-cloud-event';
import { listen } from '../../src/listen';
import { NO_FAULTS } from '../../src/faults/fault-injection';

export interface Sent {
  queue: string;
  event: EventEnvelope;
  attributes: Record<string, string>;
}

/** An EventBridge behind its server, with queues that only record their messages. */
export class ServedBridge {
  readonly sent: Sent[] = [];
  /** The texts of what was sent. */
  readonly messages: { queue: string; body: string }[] = [];
  readonly notified: LocalCloudEvent[] = [];
  /** Simulates a queue that is slow or refuses: called before a message is recorded. */
  before: (queue: string, event: EventEnvelope) => Promise<void> = () => Promise.resolve();
  pause: (ms: number) => Promise<void> = () => Promise.resolve();
  now = new Date('2026-11-22T10:00:00Z');

  private constructor(
    readonly folder: string,
    readonly bridge: EventBridge,
    readonly client: EventBridgeClient,
    readonly accessKey: AccessKey,
    private readonly server: Server,
  ) {}

  /** @param folder the archives of an earlier instance */
  static async start(folder = mkdtempSync(join(tmpdir(), 'bridge-'))): Promise<ServedBridge> {
    const bridge = new EventBridge({
      archiveFolder: folder,
      send: async (queue, body, attributes = {}) => {
        const event = JSON.parse(body) as EventEnvelope;
        await served.before(queue, event);
        served.messages.push({ queue, body });
        served.sent.push({ queue, event, attributes });
      },
      authorize: () => undefined,
      notify: (cloudEvent) => void served.notified.push(cloudEvent),
      now: () => served.now,
      pause: (ms) => served.pause(ms),
    });
    const doors = new Doors();
    const parts = { bridge, faults: NO_FAULTS, authorize: () => undefined, now: () => served.now } as unknown as Served;
    const server = controlServer(guarded(doors.control), parts);
    const endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
    const accessKey = doors.keys.issue({ kind: 'developer' });
    const client = new EventBridgeClient({
      endpoint,
      region: 'eu-west-1',
      credentials: accessKey,
      maxAttempts: 1,
    });
    const served = new ServedBridge(folder, bridge, client, accessKey, server);
    return served;
  }

  rule(bus: string, queue: string, pattern: Pattern, target: Partial<Target> = {}): void {
    const usual = {
      arn: queueArn(queue),
      deadLetters: undefined,
      maximumRetryAttempts: 185,
      maximumEventAgeSeconds: 86_400,
    };
    this.bridge.putRule(bus, `to-${queue}`, pattern, [{ ...usual, ...target }]);
  }

  archive(
    name: string,
    bus: string,
    more: { pattern?: Pattern; retentionDays?: number; description?: string } = {},
  ): Promise<void> {
    return this.bridge.createArchive({
      name,
      bus,
      description: undefined,
      pattern: undefined,
      retentionDays: 0,
      ...more,
    });
  }

  /** Publishes entries with defaults. */
  async publish(...entries: Partial<PutEventsRequestEntry>[]): Promise<void> {
    const usual = { EventBusName: 'orders', Source: 'shop', DetailType: 'Order', Detail: '{}' };
    const { FailedEntryCount } = await this.client.send(
      new PutEventsCommand({ Entries: entries.map((entry) => ({ ...usual, ...entry })) }),
    );
    expect(FailedEntryCount).toBe(0);
  }

  /** Returns the events that a queue has received. */
  got(queue: string): EventEnvelope[] {
    return this.sent.filter((one) => one.queue === queue).map(({ event }) => event);
  }

  /** @param keep keeps the archives for the next instance */
  async stop({ keep = false } = {}): Promise<void> {
    this.client.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }
}
