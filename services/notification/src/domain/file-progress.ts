import {
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsPersisted,
} from '@customer-files/events';

/** An event that counts for how a file ended. */
export type FileProgressEvent =
  | CustomerFileReceived
  | CustomerFileRefused
  | CustomerFileValidated
  | CustomerRowsPersisted;

/** All that was heard of a file, each event once, whatever the order and however often it came. */
export interface Heard {
  /** When the first of the events was published. */
  since: string;
  received?: CustomerFileReceived;
  validated?: CustomerFileValidated;
  refused?: CustomerFileRefused;
  /** By part. */
  persisted: Map<number, CustomerRowsPersisted>;
}

const partName = (part: number): string => `persisted-${String(part).padStart(6, '0')}`;

/** What an event is filed under: the same for every delivery, another for every event. */
export function heardName(event: FileProgressEvent): string {
  if (event instanceof CustomerRowsPersisted) return partName(event.part);
  if (event instanceof CustomerFileReceived) return 'received';
  return event instanceof CustomerFileRefused ? 'refused' : 'validated';
}

/** An event as it is filed. */
export interface Filed {
  /** The envelope's: when it was published. */
  time: string;
  /** When it came here for the first time: of a replayed event, the envelope's time is old. What was filed by earlier versions lacks it. */
  heardAt?: string;
  event: object;
}

/** By the events' names. */
export type FiledByName = ReadonlyMap<string, Filed>;

/** How many parts the file has; null: nobody has said yet. A refusal outranks a result. */
export function partsOf(files: FiledByName): number | null {
  const total = files.get('refused') ?? files.get('validated');
  return total ? (total.event as { parts: number }).parts : null;
}

/** The parts of the file that nobody has reported as loaded. */
export function missingParts(names: ReadonlySet<string>, parts: number): number[] {
  return Array.from({ length: parts }, (_, i) => i + 1).filter((part) => !names.has(partName(part)));
}

/** Whether these names are a whole set, given how many parts the file has. */
export function isComplete(names: ReadonlySet<string>, parts: number | null): boolean {
  if (parts === null) return false;
  const ended = names.has('refused') || (names.has('validated') && names.has('received'));
  return ended && missingParts(names, parts).length === 0;
}

/** The same of what was filed. */
export const isWhole = (files: FiledByName): boolean => isComplete(new Set(files.keys()), partsOf(files));

/** Puts what was filed together again. @param files by the events' names */
export function heardOf(files: FiledByName): Heard {
  const since = [...files.values()].map(({ time }) => time).sort()[0]!;
  const heard: Heard = { since, persisted: new Map() };
  for (const [name, { event: json }] of files) {
    if (name === 'received') heard.received = Object.assign(new CustomerFileReceived(), json);
    else if (name === 'validated') heard.validated = Object.assign(new CustomerFileValidated(), json);
    else if (name === 'refused') heard.refused = Object.assign(new CustomerFileRefused(), json);
    else {
      const event = Object.assign(new CustomerRowsPersisted(), json);
      heard.persisted.set(event.part, event);
    }
  }
  return heard;
}
