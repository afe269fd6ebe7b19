import 'reflect-metadata';
import { eventFaults, type FileEvent } from '@customer-files/events';
import type { Context } from 'aws-lambda';
import { plainToInstance } from 'class-transformer';
import { batchConsumer, type BatchConsumer } from './batch-consumer';
import type { Envelope } from './envelope';
import { EventRefused } from './event-refused';

/** What the envelope tells of an event. `id` is for logs only: a re-publish and a replay change it. */
export interface About {
  id: string;
  /** When the event was published. */
  time: string;
  isReplay: boolean;
}

type EventClass<Event extends FileEvent> = (new () => Event) & { readonly detailType: string };

interface Consumer<Event extends FileEvent, Extra> extends Omit<BatchConsumer<Extra>, 'handle'> {
  /** The events that are understood, each version by its class; another one, or another version, is refused. */
  events: readonly EventClass<Event>[];
  /** Handles one event. What it throws brings this message back, and no other. */
  handle: (event: Event, about: About, context: Context & Extra) => Promise<void>;
}

/** The class of the event's version. Where no class is of that version, one of another tells what is wrong. */
function classOf<Event extends FileEvent>(
  classes: readonly EventClass<Event>[],
  envelope: Envelope,
): EventClass<Event> | undefined {
  const { 'detail-type': type, detail } = envelope;
  const versions = classes.filter(({ detailType }) => detailType === type);
  return versions.find((one) => new one().version === detail.version) ?? versions[0];
}

function eventOf<Event extends FileEvent>(classes: readonly EventClass<Event>[], envelope: Envelope): Event {
  const { 'detail-type': type, detail } = envelope;
  const eventClass = classOf(classes, envelope);
  if (!eventClass) throw new EventRefused(`${type} is no event that is understood here`);
  const event = plainToInstance(eventClass, detail);
  const faults = eventFaults(event);
  if (faults.length > 0) throw new EventRefused(`${type}: ${faults.join('; ')}`);
  return event;
}

/**
 * A consumer of our own events: each is made an instance of its class and validated. Fields that are not known are ignored.
 * Logs are correlated by the file's id.
 */
export function consumer<Event extends FileEvent, Extra = object>({
  events,
  logger,
  middlewares = [],
  handle,
}: Consumer<Event, Extra>) {
  return batchConsumer<Extra>({
    logger,
    middlewares,
    handle: async (envelope, context) => {
      const event = eventOf(events, envelope);
      logger.setCorrelationId(event.fileId);
      await handle(event, { id: envelope.id, time: envelope.time, isReplay: 'replay-name' in envelope }, context);
    },
  });
}
