import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { eventFaults, type FileEvent } from '@customer-files/events';
import { plainToInstance } from 'class-transformer';
import { EventInvalid } from './errors';

/** EventBridge's limits for one call. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/** Checks an event by its own class and puts it in its envelope. Throws {@link EventInvalid}. */
export function entryOf(event: FileEvent, busName: string, source: string): PutEventsRequestEntry {
  const eventClass = event.constructor as (new () => FileEvent) & { detailType: string };
  const { detailType } = eventClass;
  const detail = JSON.stringify(event);
  // Judged as whoever consumes it will read it.
  const faults = eventFaults(plainToInstance(eventClass, JSON.parse(detail) as object));
  if (Buffer.byteLength(detail) > MAX_BYTES / 2) faults.push('the event is larger than half a megabyte');
  if (faults.length > 0) throw new EventInvalid(detailType, faults);
  return { EventBusName: busName, Source: source, DetailType: detailType, Detail: detail };
}

/** Cuts entries into calls that EventBridge takes: ten entries and one megabyte at the most. */
export function callsOf(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const calls: PutEventsRequestEntry[][] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const size = Buffer.byteLength(`${entry.Source}${entry.DetailType}${entry.Detail}`);
    if (bytes + size > MAX_BYTES || calls.at(-1)!.length === MAX_ENTRIES) {
      calls.push([]);
      bytes = 0;
    }
    calls.at(-1)!.push(entry);
    bytes += size;
  }
  return calls;
}
