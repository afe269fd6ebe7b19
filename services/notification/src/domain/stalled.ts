import type { CustomerFileReceived, CustomerFileRefused } from '@customer-files/events';
import { type EventsByKey, missingParts, partsOf, type PartRange, publishedSince } from './file-progress';

/** The services that a file can stop at: each publishes or stores something that a complete file needs. */
export const STOPS = ['validation', 'persistence', 'notification'] as const;
export type Stop = (typeof STOPS)[number];

/** The services whose dead letters are named in e-mails. A file that stops at ingestion is known to no other service. */
export const REPORTED = ['ingestion', ...STOPS] as const;

/** The names of the dead-letter queues of each of them. */
export type DeadLetterQueues = Readonly<Record<(typeof REPORTED)[number], readonly string[]>>;

/** Something that is missing before a file can end. */
export interface Gap {
  missing: 'file' | 'result' | 'parts';
  stop: Stop;
  /** The parts that are missing; empty unless `missing` is `parts`. */
  parts: PartRange[];
}

/** A file of which no new event was delivered for too long. */
export interface StalledFile {
  fileId: string;
  /** The file's key, or null if no stored event names it. */
  key: string | null;
  /** When the earliest of its events was published. */
  since: string;
  /** When a new event of the file was last delivered. */
  lastSeenAt: string;
  /** How many parts the file has, or null while that is not known. */
  parts: number | null;
  /** At least one. */
  gaps: Gap[];
}

/** What is missing before `isComplete`, each with the service to look at. */
function gapsOf(events: EventsByKey, parts: number | null): Gap[] {
  const gaps: Gap[] = [];
  if (parts === null) gaps.push({ missing: 'result', stop: 'validation', parts: [] });
  // Other services received the event from the bus, so it was lost between the bus and this service.
  if (!events.has('received') && !events.has('refused'))
    gaps.push({ missing: 'file', stop: 'notification', parts: [] });
  const missing = missingParts(events.keys(), parts ?? 0);
  if (missing.length > 0) gaps.push({ missing: 'parts', stop: 'persistence', parts: missing });
  return gaps;
}

/** When a new event of the file was last delivered; repeated deliveries do not count. @param events at least one */
export const lastSeenAt = (events: EventsByKey): string =>
  [...events.values()]
    .map(({ firstSeenAt }) => firstSeenAt)
    .sort()
    .at(-1)!;

/** What is known of a file that is not complete. @param events at least one */
export function stalledFile(fileId: string, events: EventsByKey): StalledFile {
  const about = (events.get('refused') ?? events.get('received'))?.event as
    | CustomerFileReceived
    | CustomerFileRefused
    | undefined;
  const parts = partsOf(events);
  return {
    fileId,
    key: about?.object.key ?? null,
    since: publishedSince(events),
    lastSeenAt: lastSeenAt(events),
    parts,
    gaps: gapsOf(events, parts),
  };
}
