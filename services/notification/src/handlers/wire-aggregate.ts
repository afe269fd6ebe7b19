import { consumer, type Wiring } from '@customer-files/event-handler';
import {
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerFileWithdrawn,
  CustomerRowsPersisted,
} from '@customer-files/events';
import type { FileProgressEvent } from '../domain/file-progress';
import { aggregateEvent } from '../use-cases/aggregate-event';
import type { NotificationEffects } from '../use-cases/effects';
import { reportWithdrawn } from '../use-cases/report-withdrawn';

/** Aggregates the events that the other services publish about a file, and reports that a file was undone. */
export function wireAggregate({ effectsOf, ...stack }: Wiring<NotificationEffects>) {
  return consumer<FileProgressEvent | CustomerFileWithdrawn>({
    ...stack,
    events: [
      CustomerFileReceived,
      CustomerFileRefused,
      CustomerFileValidated,
      CustomerRowsPersisted,
      CustomerFileWithdrawn,
    ],
    handle: (event, { time }, context) =>
      event instanceof CustomerFileWithdrawn
        ? reportWithdrawn(event, effectsOf(context))
        : aggregateEvent(event, time, effectsOf(context)),
  });
}
