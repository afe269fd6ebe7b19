import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { busPublisher, type Publish } from '@customer-files/event-bus';
import type { VirtualClock } from './clock';
import type { Consumer } from './deployment';
import type { Invocation } from './invocation';
import type { Random } from './random';

/** An event as EventBridge delivers and archives it. */
export interface BusEvent {
  id: string;
  source: string;
  'detail-type': string;
  time: string;
  detail: Record<string, unknown>;
  'replay-name'?: string;
}

type Entry = Record<'EventBusName' | 'Source' | 'DetailType' | 'Detail', string>;
type EntryResult = { EventId: string } | { ErrorCode: string };

/** What EventBridge works with. */
interface BusOptions {
  clock: VirtualClock;
  random: Random;
  consumers: readonly Consumer[];
  /** Puts an event into the queue of a consumer. */
  deliver: (consumer: string, event: BusEvent) => void;
}

const throttled = (): Error => Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

/** EventBridge: the event buses with the rules of the templates, and the archive of everything that was published. */
export class Bus {
  /** Every event that a function published, in order. */
  readonly archive: BusEvent[] = [];
  private accepted = 0;

  constructor(private readonly options: BusOptions) {}

  /** The services' own publisher, on this bus: each PutEvents is a step of the invocation. */
  publisherFor(invocation: Invocation): Publish {
    const { clock } = this.options;
    const send = async ({ input }: PutEventsCommand): Promise<{ Entries: EntryResult[] }> => {
      const entries = input.Entries as Entry[];
      return invocation.step({
        target: 'bus',
        name: `PutEvents ${entries.map(({ DetailType }) => DetailType).join(' ')}`,
        error: throttled,
        apply: ({ kind }) => this.put(entries, kind === 'partial'),
      });
    };
    const { service, environment } = invocation.function;
    return busPublisher({
      busName: environment.BUS_NAME!,
      source: `customer-files.${service}`,
      client: { send } as unknown as EventBridgeClient,
      sleep: (ms) => invocation.sleep((wake) => void clock.after(ms, wake)),
    });
  }

  /** Replays archived events: the same events with ids of their own, in any order. */
  replay(bus: string, events: readonly BusEvent[], name: string): void {
    for (const event of this.options.random.shuffled(events))
      this.route(bus, { ...event, id: `${name}-${event.id}`, 'replay-name': name });
  }

  /** Delivers an event to the queue of each rule that matches it. */
  route(bus: string, event: BusEvent): void {
    for (const { name, rules } of this.options.consumers)
      for (const rule of rules) if (rule.bus === bus && rule.matches(event)) this.options.deliver(name, event);
  }

  private put(entries: readonly Entry[], partly: boolean): { Entries: EntryResult[] } {
    const { random } = this.options;
    const refused = partly ? random.below(entries.length) : -1;
    return {
      Entries: entries.map((entry, i) =>
        i === refused || (partly && random.chance(0.3)) ? { ErrorCode: 'InternalFailure' } : this.accept(entry),
      ),
    };
  }

  private accept({ EventBusName, Source, DetailType, Detail }: Entry): EntryResult {
    const event = {
      id: `event-${++this.accepted}`,
      source: Source,
      'detail-type': DetailType,
      time: this.options.clock.date().toISOString(),
      detail: JSON.parse(Detail) as BusEvent['detail'],
    };
    this.archive.push(event);
    this.route(EventBusName, event);
    return { EventId: event.id };
  }
}
