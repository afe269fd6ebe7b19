import {
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsPersisted,
  restore,
} from '@customer-files/events';

/** An event that notification aggregates: one of the events that together tell how a file ended. */
export type FileProgressEvent =
  | CustomerFileReceived
  | CustomerFileRefused
  | CustomerFileValidated
  | CustomerRowsPersisted;

/** An event as notification stores it. */
export interface StoredEvent {
  /** The envelope's time: when the event was published. The time of a replayed event is old. */
  time: string;
  /** When the event was delivered to notification for the first time. */
  firstSeenAt: string;
  /** The event's fields, as JSON. */
  event: object;
}

/** The stored events of one file, by their {@link eventKey}. */
export type EventsByKey = ReadonlyMap<string, StoredEvent>;

/** The events of one file, each once, as instances of their classes. */
export interface FileProgress {
  /** When the earliest of the events was published. */
  since: string;
  received?: CustomerFileReceived;
  validated?: CustomerFileValidated;
  refused?: CustomerFileRefused;
  /** By part number. */
  persisted: Map<number, CustomerRowsPersisted>;
}

/** Part numbers from `from` to `to`, both included. */
export interface PartRange {
  from: number;
  to: number;
}

const PERSISTED_KEY = /^persisted-(\d+)$/;

/** The key of an event within its file: the same for every delivery of the event, and different for every event. */
export function eventKey(event: FileProgressEvent): string {
  if (event instanceof CustomerRowsPersisted) return `persisted-${String(event.part).padStart(6, '0')}`;
  if (event instanceof CustomerFileReceived) return 'received';
  return event instanceof CustomerFileRefused ? 'refused' : 'validated';
}

/**
 * How many parts the file has, or null while that is not known. A refusal takes precedence over a validation result.
 */
export function partsOf(events: EventsByKey): number | null {
  const total = events.get('refused') ?? events.get('validated');
  return total ? (total.event as { parts: number }).parts : null;
}

/** The numbers of the parts up to `parts` that were loaded, in ascending order. */
function persistedParts(keys: Iterable<string>, parts: number): number[] {
  return [...keys]
    .map((key) => Number(PERSISTED_KEY.exec(key)?.[1]))
    .filter((part) => part >= 1 && part <= parts)
    .sort((a, b) => a - b);
}

/**
 * The parts of a file that were not loaded, as ranges in ascending order. Time and memory depend on the number of
 * events only, never on `parts`, which an event may state as any number.
 */
export function missingParts(keys: Iterable<string>, parts: number): PartRange[] {
  const missing: PartRange[] = [];
  let next = 1;
  for (const part of [...persistedParts(keys, parts), parts + 1]) {
    if (part > next) missing.push({ from: next, to: part - 1 });
    next = part + 1;
  }
  return missing;
}

/**
 * Whether all events of a file are there: the refusal, or the file with its validation result, and every part.
 *
 * @param keys of the stored events, each once
 * @param parts how many parts the file has, or null while that is not known
 */
export function isComplete(keys: Iterable<string>, parts: number | null): boolean {
  if (parts === null) return false;
  const present = new Set(keys);
  const ended = present.has('refused') || (present.has('validated') && present.has('received'));
  return ended && persistedParts(present, parts).length === parts;
}

/** When the earliest event of a file was published. @param events at least one */
export const publishedSince = (events: EventsByKey): string => [...events.values()].map(({ time }) => time).sort()[0]!;

/** Restores the progress of a file from its stored events. @param events at least one */
export function fileProgressOf(events: EventsByKey): FileProgress {
  const progress: FileProgress = { since: publishedSince(events), persisted: new Map() };
  for (const [key, { event }] of events) {
    if (key === 'received') progress.received = restore(CustomerFileReceived, event);
    else if (key === 'validated') progress.validated = restore(CustomerFileValidated, event);
    else if (key === 'refused') progress.refused = restore(CustomerFileRefused, event);
    else {
      const persisted = restore(CustomerRowsPersisted, event);
      progress.persisted.set(persisted.part, persisted);
    }
  }
  return progress;
}
