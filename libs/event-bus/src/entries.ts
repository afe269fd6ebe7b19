import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { eventFaults, type FileEvent } from '@customer-files/events';
import { plainToInstance } from 'class-transformer';
import { EventInvalid } from './errors';

/** The limits of one PutEvents call. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/**
 * The limit of one event is lower than that of a call: SQS has the same limit for a message, which holds the event in
 * its envelope.
 */
const MAX_EVENT_BYTES = MAX_BYTES - 4096;

/** The size of an entry in bytes, as EventBridge counts them. */
function sizeOf({ Source, DetailType, Detail }: PutEventsRequestEntry): number {
  return Buffer.byteLength(`${Source}${DetailType}${Detail}`);
}

/**
 * Validates an event by its class and puts it in an entry of PutEvents.
 *
 * @throws {EventInvalid} also where the event is too large, or where its class does not name this source
 */
export function entryOf(event: FileEvent, busName: string, source: string): PutEventsRequestEntry {
  const eventClass = event.constructor as (new () => FileEvent) & {
    detailType: string;
    source: string | readonly string[];
  };
  const { detailType } = eventClass;
  const detail = JSON.stringify(event);
  const entry = { EventBusName: busName, Source: source, DetailType: detailType, Detail: detail };
  // Validated as its consumers will parse it.
  const faults = eventFaults(plainToInstance(eventClass, JSON.parse(detail) as object));
  if (![eventClass.source].flat().includes(source)) faults.push(`${source} may not publish it`);
  if (sizeOf(entry) > MAX_EVENT_BYTES)
    faults.push(`it has ${sizeOf(entry)} bytes, and the limit is ${MAX_EVENT_BYTES}`);
  if (faults.length > 0) throw new EventInvalid(detailType, faults);
  return entry;
}

/** Divides entries into calls of at most ten entries and one megabyte. */
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
