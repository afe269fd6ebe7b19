import 'reflect-metadata';
import { eventFaults, type FileEvent } from '@customer-files/events';
import type { Context } from 'aws-lambda';
import { plainToInstance } from 'class-transformer';
import { batchConsumer } from './batch-consumer';
import { type Envelope, EventRefused } from './envelope';
import type { Stack } from './wiring';

/** What the envelope says about an event. `id` is for logs only: publishing again and replaying change it. */
export interface EventMetadata {
  id: string;
  /** When the event was published. */
  time: string;
  /** Whether the archive replays the event. */
  isReplay: boolean;
}

type EventClass<Event extends FileEvent> = (new () => Event) & {
  readonly detailType: string;
  /** The sources that may publish it. */
  readonly source: string | readonly string[];
};

interface Consumer<Event extends FileEvent, Extra> extends Stack {
  /** The classes of the events to handle, one per version. Any other event or version is refused. */
  events: readonly EventClass<Event>[];
  /** Handles one event. An error makes SQS redeliver this message, and no other. */
  handle: (event: Event, metadata: EventMetadata, context: Context & Extra) => Promise<void>;
}

/**
 * The class of the event's version; for an unknown version another class of that event, whose validation names the
 * fault.
 */
function classOf<Event extends FileEvent>(
  classes: readonly EventClass<Event>[],
  { 'detail-type': type, detail }: Envelope,
): EventClass<Event> | undefined {
  const versions = classes.filter(({ detailType }) => detailType === type);
  return versions.find((one) => new one().version === detail.version) ?? versions[0];
}

function eventOf<Event extends FileEvent>(classes: readonly EventClass<Event>[], envelope: Envelope): Event {
  const { 'detail-type': type, source, detail } = envelope;
  const eventClass = classOf(classes, envelope);
  if (!eventClass) throw new EventRefused(`${type} is not an event that this function handles`);
  const sources = [eventClass.source].flat();
  if (!sources.includes(source))
    throw new EventRefused(`${type} came from ${source}, and only ${sources.join(' and ')} may publish it`);
  const event = plainToInstance(eventClass, detail);
  const faults = eventFaults(event);
  if (faults.length > 0) throw new EventRefused(`${type}: ${faults.join('; ')}`);
  return event;
}

/**
 * The stack of every function that consumes events of this product: {@link batchConsumer}, where each event is made an
 * instance of its class and validated by its decorators, and log lines have the file's id as their correlation id.
 * Unknown fields are ignored, since a later publisher may add some. An event that is unknown, not valid, or published by
 * a source that its class does not name fails its message with {@link EventRefused}. EventBridge sets the source of an
 * event from the call, and the role of the publisher allows its own source only.
 */
export function consumer<Event extends FileEvent, Extra = object>({
  events,
  handle,
  ...stack
}: Consumer<Event, Extra>) {
  return batchConsumer<Extra>({
    ...stack,
    handle: async (envelope, context) => {
      const event = eventOf(events, envelope);
      stack.logger.setCorrelationId(event.fileId);
      await handle(event, { id: envelope.id, time: envelope.time, isReplay: 'replay-name' in envelope }, context);
    },
  });
}
