import * as exported from '..';

/** A class of an event that is published on the bus. */
export interface EventClass {
  new (): exported.FileEvent;
  readonly detailType: string;
  /** The sources that may publish it. */
  readonly source: string | readonly string[];
}

/** Every event class that `events/` exports. Each version of an event has its own class. */
export const EVENT_CLASSES: readonly EventClass[] = Object.values<unknown>(exported).filter(
  (one): one is EventClass => typeof one === 'function' && 'detailType' in one,
);

/** The name of an event's version, of its schema and of its samples: `CustomerFileRefused.v1`. */
export const nameOf = (eventClass: EventClass): string => `${eventClass.detailType}.v${new eventClass().version}`;
