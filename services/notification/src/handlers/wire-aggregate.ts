import { consumer, type Wiring } from '@customer-files/event-handler';
import {
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsPersisted,
} from '@customer-files/events';
import type { FileProgressEvent } from '../domain/file-progress';
import { aggregateEvent } from '../use-cases/aggregate-event';
import type { NotificationEffects } from '../use-cases/effects';

/** Aggregates the events that the other services publish about a file. */
export function wireAggregate({ effectsOf, ...stack }: Wiring<NotificationEffects>) {
  return consumer<FileProgressEvent>({
    ...stack,
    events: [CustomerFileReceived, CustomerFileRefused, CustomerFileValidated, CustomerRowsPersisted],
    handle: (event, { time }, context) => aggregateEvent(event, time, effectsOf(context)),
  });
}
