import type { FileEvent } from './file-event';

/**
 * Creates an event. A field that is missing, unknown or of the wrong type does not compile.
 *
 * @param fields all fields but the version, which the class knows
 * @example create(CustomerFileValidated, { fileId, counts, failures, parts, rejects })
 */
export function create<Event extends FileEvent>(eventClass: new () => Event, fields: Omit<Event, 'version'>): Event {
  return Object.assign(new eventClass(), fields);
}

/**
 * Makes an event of JSON that the caller stored itself, and so knows to be of this class: nothing is checked.
 * What comes from the bus is checked by `consumer` (libs/event-handler).
 */
export function restore<Event extends FileEvent>(eventClass: new () => Event, stored: object): Event {
  return Object.assign(new eventClass(), stored);
}
