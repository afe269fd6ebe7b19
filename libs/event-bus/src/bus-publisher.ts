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
  code: string;
}

/** What the bus did not take. An entry without an id in the answer was not taken, whatever the answer counts. */
async function put(client: EventBridgeClient, entries: PutEventsRequestEntry[]): Promise<Untaken[]> {
  const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
  return entries.flatMap((entry, i) =>
    Entries[i]?.EventId ? [] : [{ entry, code: Entries[i]?.ErrorCode ?? 'NoAnswer' }],
  );
}

async function putAll(
  client: EventBridgeClient,
  call: PutEventsRequestEntry[],
  sleep: (ms: number) => Promise<unknown>,
): Promise<void> {
  let untaken = await put(client, call);
  for (let attempt = 1; attempt < ATTEMPTS && untaken.length > 0; attempt++) {
    await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    untaken = await put(
      client,
      untaken.map(({ entry }) => entry),
    );
  }
  if (untaken.length > 0) throw new PublishFailed(untaken.length, [...new Set(untaken.map(({ code }) => code))]);
}

/**
 * Publishes on an EventBridge bus: ten at a time, reading each answer, sending only what failed again (six attempts
 * within two seconds; a call that fails as a whole is repeated by the SDK). Every event is checked before the first is sent.
 * The returned function throws {@link PublishFailed} when the bus keeps refusing, `EventInvalid` where an event breaks its contract.
 */
export function busPublisher({ busName, source, client, sleep = delay }: PublisherOptions): Publish {
  let bus = client;
  return async (events) => {
    const calls = callsOf(events.map((event) => entryOf(event, busName, source)));
    for (const call of calls) await putAll((bus ??= new EventBridgeClient({})), call, sleep);
  };
}
