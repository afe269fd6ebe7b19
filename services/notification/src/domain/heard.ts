import { CustomerFileReceived, CustomerFileRefused, CustomerFileValidated, CustomerRowsPersisted } from '@customer-files/events';

/** An event that counts for how a file ended. */
export type HeardEvent = CustomerFileReceived | CustomerFileRefused | CustomerFileValidated | CustomerRowsPersisted;

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

/** What an event is filed under: the same for every delivery, another for every event. */
export function heardName(event: HeardEvent): string {
  if (event instanceof CustomerRowsPersisted) return `persisted-${String(event.part).padStart(6, '0')}`;
  if (event instanceof CustomerFileReceived) return 'received';
  return event instanceof CustomerFileRefused ? 'refused' : 'validated';
}

/** Whether these names are a whole set, given how many parts the file has; null parts: nobody has said yet. */
export function isComplete(names: ReadonlySet<string>, parts: number | null): boolean {
  if (parts === null) return false;
  const ended = names.has('refused') || (names.has('validated') && names.has('received'));
  const persisted = [...names].filter((name) => name.startsWith('persisted-')).length;
  return ended && persisted >= parts && Array.from({ length: parts }, (_, i) => `persisted-${String(i + 1).padStart(6, '0')}`).every((name) => names.has(name));
}

/** An event as it is filed. */
export interface Filed {
  /** The envelope's: when it was published. */
  time: string;
  event: object;
}

/** Puts what was filed together again. @param files by the events' names */
export function heardOf(files: ReadonlyMap<string, Filed>): Heard {
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
