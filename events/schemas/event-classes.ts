import * as exported from '..';

/** A class of an event that is published on the bus. */
export interface EventClass {
  new (): exported.FileEvent;
  readonly detailType: string;
  /** Who may publish it. */
  readonly source: string | readonly string[];
}

/** Every class that `events/` gives to the services; a later version of an event is a class of its own. */
export const EVENT_CLASSES: readonly EventClass[] = Object.values<unknown>(exported).filter(
  (one): one is EventClass => typeof one === 'function' && 'detailType' in one,
);

/** The name of an event's version, which is also that of its schema and its samples: `CustomerFileRefused.v1`. */
export const nameOf = (eventClass: EventClass): string => `${eventClass.detailType}.v${new eventClass().version}`;
