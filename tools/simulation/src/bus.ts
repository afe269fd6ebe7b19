import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { busPublisher, type Publish } from '@customer-files/event-bus';
import type { Invocation } from './invocation';
import type { Random } from './random';
import type { VirtualClock } from './clock';

/** An event as the bus delivers and archives it. */
export interface BusEvent {
  id: string;
  source: string;
  'detail-type': string;
  time: string;
  detail: Record<string, unknown>;
  'replay-name'?: string;
}

/** The rules of the services (serverless.yml): queues by the type of the event. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  CustomerFileReceived: ['validation', 'notification'],
  CustomerFileRefused: ['notification'],
  CustomerFileValidated: ['notification'],
  CustomerRowsValidated: ['persistence'],
  CustomerRowsPersisted: ['notification'],
};

type Entry = Record<'Source' | 'DetailType' | 'Detail', string>;
type Answer = { EventId: string } | { ErrorCode: string };

const throttled = (): Error => Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

/** An EventBridge bus with an archive of everything that it took. */
export class Bus {
  readonly archive: BusEvent[] = [];
  private taken = 0;

  /** @param deliver puts an event into the queue of a service */
  constructor(
    private readonly clock: VirtualClock,
    private readonly random: Random,
    private readonly deliver: (service: string, event: BusEvent) => void,
  ) {}

  /** The services' own publisher, on this bus: each PutEvents is a step of the invocation. */
  publisherFor(invocation: Invocation): Publish {
    const send = async ({ input }: PutEventsCommand): Promise<{ Entries: Answer[] }> => {
      const entries = input.Entries as Entry[];
      return invocation.step({
        on: 'bus',
        name: `PutEvents ${entries.map(({ DetailType }) => DetailType).join(' ')}`,
        fault: throttled,
        apply: ({ kind }) => this.put(entries, kind === 'partial'),
      });
    };
    const sleep = (ms: number): Promise<void> => invocation.sleep((wake) => void this.clock.after(ms, wake));
    return busPublisher({
      busName: 'bus',
      source: `customer-files.${invocation.service}`,
      client: { send } as unknown as EventBridgeClient,
      sleep,
    });
  }

  /** Delivers what the archive holds again, as a replay does: the same events, with ids of their own, in any order. */
  replay(events: readonly BusEvent[], name: string): void {
    for (const event of this.random.shuffled(events))
      this.route({ ...event, id: `${name}-${event.id}`, 'replay-name': name });
  }

  private put(entries: readonly Entry[], partly: boolean): { Entries: Answer[] } {
    const refused = partly ? this.random.below(entries.length) : -1;
    return {
      Entries: entries.map((entry, i) =>
        i === refused || (partly && this.random.chance(0.3)) ? { ErrorCode: 'InternalFailure' } : this.take(entry),
      ),
    };
  }

  private take({ Source, DetailType, Detail }: Entry): Answer {
    const event = {
      id: `event-${++this.taken}`,
      source: Source,
      'detail-type': DetailType,
      time: this.clock.date().toISOString(),
      detail: JSON.parse(Detail) as BusEvent['detail'],
    };
    this.archive.push(event);
    this.route(event);
    return { EventId: event.id };
  }

  private route(event: BusEvent): void {
    for (const service of RULES[event['detail-type']] ?? []) this.deliver(service, event);
  }
}
