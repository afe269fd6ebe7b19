import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { eventFaults, type FileEvent } from '@customer-files/events';
import { plainToInstance } from 'class-transformer';
import { EventInvalid } from './errors';

/** EventBridge's limits for one call. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/**
 * One event may be smaller: it reaches its consumers in an SQS message of the same limit, and in there has its envelope
 * around it.
 */
const MAX_EVENT_BYTES = MAX_BYTES - 4096;

/** Bytes of an entry as EventBridge counts them. */
function sizeOf({ Source, DetailType, Detail }: PutEventsRequestEntry): number {
  return Buffer.byteLength(`${Source}${DetailType}${Detail}`);
}

/**
 * Checks an event by its own class and puts it in its envelope. Throws {@link EventInvalid}, also where it is too large
 * or its class does not know the source.
 */
export function entryOf(event: FileEvent, busName: string, source: string): PutEventsRequestEntry {
  const eventClass = event.constructor as (new () => FileEvent) & {
    detailType: string;
    source: string | readonly string[];
  };
  const { detailType } = eventClass;
  const detail = JSON.stringify(event);
  const entry = { EventBusName: busName, Source: source, DetailType: detailType, Detail: detail };
  // Judged as whoever consumes it will read it.
  const faults = eventFaults(plainToInstance(eventClass, JSON.parse(detail) as object));
  if (![eventClass.source].flat().includes(source)) faults.push(`it is not ${source} that publishes it`);
  if (sizeOf(entry) > MAX_EVENT_BYTES)
    faults.push(`it has ${sizeOf(entry)} bytes, and the bus takes ${MAX_EVENT_BYTES}`);
  if (faults.length > 0) throw new EventInvalid(detailType, faults);
  return entry;
}

/** Cuts entries into calls that EventBridge takes: ten entries and one megabyte at the most. */
export function callsOf(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const calls: PutEventsRequestEntry[][] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const size = sizeOf(entry);
    if (bytes + size > MAX_BYTES || calls.at(-1)!.length === MAX_ENTRIES) {
      calls.push([]);
      bytes = 0;
    }
    calls.at(-1)!.push(entry);
    bytes += size;
  }
  return calls;
}
