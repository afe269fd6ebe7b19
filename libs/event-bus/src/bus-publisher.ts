import { setTimeout as delay } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { callsOf, entryOf } from './entries';
import { PublishFailed } from './errors';
import type { Publish } from './publish';

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 50;

/** Where events go, and in whose name. */
export interface PublisherOptions {
  busName: string;
  /** `customer-files.<service>`; the role of the function may publish in no other name. */
  source: string;
  client?: EventBridgeClient;
  /** Waits between attempts; replaced in tests. */
  sleep?: (ms: number) => Promise<unknown>;
}

interface Untaken {
  entry: PutEventsRequestEntry;
  reason: string;
}

async function put(client: EventBridgeClient, entries: PutEventsRequestEntry[]): Promise<Untaken[]> {
  const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
  if (FailedEntryCount === 0) return [];
  return Entries.flatMap(({ ErrorCode }, i) => (ErrorCode ? [{ entry: entries[i]!, reason: ErrorCode }] : []));
}

/**
 * Publishes on an EventBridge bus: ten at a time, reading each answer, sending only what failed again.
 * The returned function throws {@link PublishFailed} when the bus keeps refusing, `EventInvalid` where an event breaks its contract.
 */
export function busPublisher({ busName, source, client, sleep = delay }: PublisherOptions): Publish {
  let bus = client;
  return async (events) => {
    bus ??= new EventBridgeClient({});
    for (let call of callsOf(events.map((event) => entryOf(event, busName, source)))) {
      let untaken: Untaken[] = [];
      for (let attempt = 0; attempt < ATTEMPTS && call.length > 0; attempt++) {
        if (attempt > 0) await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
        untaken = await put(bus, call);
        call = untaken.map(({ entry }) => entry);
      }
      if (call.length > 0) throw new PublishFailed(call.length, untaken.map(({ reason }) => reason));
    }
  };
}
