import 'reflect-metadata';
import { eventFaults, type FileEvent } from '@customer-files/events';
import { plainToInstance } from 'class-transformer';
import type { Context } from 'aws-lambda';
import { batchConsumer, type BatchConsumer, type Envelope } from './batch-consumer';
import { EventRefused } from './event-refused';

/** What the envelope tells of an event. `id` is for logs only: a re-publish and a replay change it. */
export interface About {
  id: string;
  time: string;
  isReplay: boolean;
}

type EventClass<Event extends FileEvent> = (new () => Event) & { readonly detailType: string };

interface Consumer<Event extends FileEvent, Extra> extends Omit<BatchConsumer<Extra>, 'handle'> {
  /** The events that are understood; another one, or another version, is refused. */
  events: readonly EventClass<Event>[];
  handle: (event: Event, about: About, context: Context & Extra) => Promise<void>;
}

function eventOf<Event extends FileEvent>(classes: readonly EventClass<Event>[], envelope: Envelope): Event {
  const type = envelope['detail-type'];
  const eventClass = classes.find(({ detailType }) => detailType === type);
  if (!eventClass) throw new EventRefused(`${type} is no event that is understood here`);
  const event = plainToInstance(eventClass, envelope.detail);
  const faults = eventFaults(event);
  if (faults.length > 0) throw new EventRefused(`${type}: ${faults.join('; ')}`);
  return event;
}

/** A consumer of our own events: each is made an instance of its class and validated. Fields that are not known are ignored. */
export function consumer<Event extends FileEvent, Extra = object>({ events, logger, middlewares = [], handle }: Consumer<Event, Extra>) {
  return batchConsumer<Extra>({
    logger,
    middlewares,
    handle: async (envelope, context) => {
      const event = eventOf(events, envelope);
      logger.appendKeys({ fileId: event.fileId });
      await handle(event, { id: envelope.id, time: envelope.time, isReplay: 'replay-name' in envelope }, context);
    },
  });
}
