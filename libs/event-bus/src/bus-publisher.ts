import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { FileEvent } from '@customer-files/events';
import { retry, type RetryOptions } from '@customer-files/retry';
import { traceClient } from '@customer-files/telemetry';
import { callsOf, entryOf } from './entries';
import { PublishFailed } from './errors';

/** Publishes events, in order, and resolves when the bus has accepted every one of them. */
export type Publish = (events: readonly FileEvent[]) => Promise<void>;

/** Six attempts within two seconds; what still fails then is left to the queue of the caller. */
const BACKOFF = { attempts: 6, firstPauseMs: 50 };

/** The bus to publish on, and the source to publish as. */
export interface PublisherOptions extends Pick<RetryOptions, 'sleep'> {
  busName: string;
  /** `customer-files.<service>`; the role of the function may publish under no other source. */
  source: string;
  client?: EventBridgeClient;
}

interface Rejected {
  entry: PutEventsRequestEntry;
  code: string;
}

/**
 * The entries that the bus did not accept. An entry without an id in the response was not accepted, whatever
 * `FailedEntryCount` says.
 */
async function put(client: EventBridgeClient, entries: PutEventsRequestEntry[]): Promise<Rejected[]> {
  const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
  return entries.flatMap((entry, i) =>
    Entries[i]?.EventId ? [] : [{ entry, code: Entries[i]?.ErrorCode ?? 'NoAnswer' }],
  );
}

/** Puts the entries of one call, and then again those of them that the bus rejected. */
async function putAll(
  client: EventBridgeClient,
  call: PutEventsRequestEntry[],
  options: Pick<RetryOptions, 'sleep'>,
): Promise<void> {
  let pending = call;
  const putPending = async (): Promise<void> => {
    const rejected = await put(client, pending);
    pending = rejected.map(({ entry }) => entry);
    if (rejected.length > 0) throw new PublishFailed(rejected.length, [...new Set(rejected.map(({ code }) => code))]);
  };
  // A call that fails as a whole is retried by the SDK.
  await retry(putPending, { ...BACKOFF, isRetriable: (error) => error instanceof PublishFailed, ...options });
}

/**
 * A publisher on an EventBridge bus: ten events a call, of which only the rejected ones are sent again. All events are
 * validated before the first one is sent. The client is created on first use.
 *
 * The returned function throws {@link PublishFailed} when the bus keeps rejecting events, and `EventInvalid` for an
 * event that violates its class.
 */
export function busPublisher({ busName, source, client, ...options }: PublisherOptions): Publish {
  let bus = client;
  return async (events) => {
    const calls = callsOf(events.map((event) => entryOf(event, busName, source)));
    for (const call of calls) await putAll((bus ??= traceClient(new EventBridgeClient({}))), call, options);
  };
}
